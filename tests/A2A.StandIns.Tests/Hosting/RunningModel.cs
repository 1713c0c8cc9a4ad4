using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(A2A.StandIns.Tests.Hosting.RunningModel))]

namespace A2A.StandIns.Tests.Hosting;

/// <summary>The fixture's model, started once through the testing builder; its tests leave it as they found it.</summary>
public sealed class RunningModel : IAsyncLifetime
{
    private readonly LogSink _logs = new();

    public DistributedApplication App { get; private set; } = null!; // set before any test runs

    public IEnumerable<(string Category, LogLevel Level, string Text)> Logs => _logs.Entries;

    public static async Task<DistributedApplication> StartAsync(ILoggerProvider? logs = null, params string[] args)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
            ["--Parameters:given=value", "--Parameters:secret=known", .. args], Patience.Token);
        if (logs is not null)
        {
            builder.Services.AddLogging(logging => logging.AddProvider(logs));
        }

        var app = await builder.BuildAsync(Patience.Token);
        await app.StartAsync(Patience.Token);
        return app;
    }

    public async ValueTask InitializeAsync()
    {
        App = await StartAsync(_logs);
        await App.ResourceNotifications.WaitForResourceHealthyAsync("web", Patience.Token);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    private sealed class LogSink : ILoggerProvider
    {
        public ConcurrentQueue<(string Category, LogLevel Level, string Text)> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Sink(categoryName, Entries);

        public void Dispose()
        {
        }

        private sealed class Sink(string category, ConcurrentQueue<(string, LogLevel, string)> entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                entries.Enqueue((category, logLevel, formatter(state, exception)));
        }
    }
}
