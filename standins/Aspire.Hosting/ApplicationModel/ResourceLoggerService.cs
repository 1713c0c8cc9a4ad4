using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real type.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Stand-in of the real type: the output of every replica, kept and followed.</summary>
public class ResourceLoggerService
{
    /// <summary>Lines kept per replica; the oldest go first.</summary>
    private const int LongestBacklog = 10_000;

    private readonly ConcurrentDictionary<string, Backlog> _backlogs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The lines so far, then each further one, until <paramref name="resourceName"/> (a replica's id) has ended.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) =>
        BacklogOf(resourceName).WatchAsync();

    internal LogLine Append(string resourceId, string line, bool isError) => BacklogOf(resourceId).Append(line, isError);

    internal void Complete(string resourceId) => BacklogOf(resourceId).Complete();

    private Backlog BacklogOf(string resourceId) => _backlogs.GetOrAdd(resourceId, _ => new Backlog());

    private sealed class Backlog
    {
        private readonly Lock _lock = new();
        private readonly Queue<LogLine> _lines = new();
        private readonly List<Channel<LogLine>> _watchers = [];
        private int _count;
        private bool _complete;

        public LogLine Append(string content, bool isError)
        {
            lock (_lock)
            {
                var line = new LogLine(++_count, content, isError);
                _lines.Enqueue(line);
                if (_lines.Count > LongestBacklog)
                {
                    _lines.Dequeue();
                }

                _watchers.ForEach(w => w.Writer.TryWrite(line));
                return line;
            }
        }

        public void Complete()
        {
            lock (_lock)
            {
                _complete = true;
                _watchers.ForEach(w => w.Writer.TryComplete());
            }
        }

        public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync()
        {
            var channel = Channel.CreateUnbounded<LogLine>();
            LogLine[] known;
            lock (_lock)
            {
                known = [.. _lines];
                _watchers.Add(channel);
                if (_complete)
                {
                    channel.Writer.TryComplete();
                }
            }

            if (known.Length > 0)
            {
                yield return known;
            }

            await foreach (var line in channel.Reader.ReadAllAsync())
            {
                yield return [line];
            }
        }
    }
}
