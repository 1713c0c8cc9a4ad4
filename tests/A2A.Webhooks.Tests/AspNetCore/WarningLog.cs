using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace A2A.Webhooks.Tests.AspNetCore;

/// <summary>Every warning that an app gives.</summary>
internal sealed class WarningLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Texts { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Texts.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
