using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests;

/// <summary>Everything that the AppHost and its services logged; a service's category ends with <c>.Resources.name</c>.</summary>
public sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Text)> _lines = new();

    public IEnumerable<string> Of(string service) =>
        _lines.Where(l => l.Category.EndsWith($".Resources.{service}", StringComparison.Ordinal)).Select(l => l.Text);

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, _lines);

    public void Dispose()
    {
        // Nothing is held but memory.
    }

    public override string ToString() => string.Join('\n', _lines.Select(l => $"{l.Category}: {l.Text}"));

    private sealed class Writer(string category, ConcurrentQueue<(string, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue((category, formatter(state, exception)));
            }
        }
    }
}
