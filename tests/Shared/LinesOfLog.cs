using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace A2A.Tests;

/// <summary>All that is logged.</summary>
internal sealed class LinesOfLog : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = new();

    public IReadOnlyCollection<Line> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(_lines, categoryName);

    /// <summary>Those of a category, or of several that begin alike, without their exceptions: <c>Warning: It rains</c>.</summary>
    public IReadOnlyList<string> Of(string category) =>
        [.. _lines.Where(line => line.Category.StartsWith(category, StringComparison.Ordinal)).Select(line => $"{line.Level}: {line.Message}")];

    /// <summary>As one text.</summary>
    public override string ToString() => string.Join('\n', _lines);

    public void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>One of them.</summary>
    internal sealed record Line(LogLevel Level, string Category, string Message, Exception? Exception)
    {
        public override string ToString() => $"{Level} {Category}: {Message}{Exception}";
    }

    private sealed class Logger(ConcurrentQueue<Line> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new(logLevel, category, formatter(state, exception), exception));
    }
}
