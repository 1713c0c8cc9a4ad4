using System.Collections.Concurrent;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>
/// The scripts that Redis has not answered yet, by partition, so that a shard that is behind refuses no calls of the others.
/// </summary>
/// <remarks>
/// Redis answers a connection in order: what is asked behind a script that waits for long waits as long. Without a bound, callers who ask
/// faster than Redis answers would all wait until their deadline, and none of them would get an answer. See decision 020.
/// </remarks>
/// <param name="longest">How long the oldest one may have waited before a partition is behind; less than the deadline of a script.</param>
internal sealed class UnansweredScripts(TimeSpan longest, TimeProvider time)
{
    /// <summary>So many may wait in a partition, however long Redis takes.</summary>
    internal const int Few = 4;

    private readonly ConcurrentDictionary<string, Partition> _partitions = new();

    /// <summary>Whether callers who ask this partition now would hardly hear in time.</summary>
    public bool IsBehind(RedisKey key) => Of(key).IsBehind(longest, time);

    /// <summary>A script is asked; disposed of when it is answered, or the client has given it up.</summary>
    public IDisposable Begin(RedisKey key) => Of(key).Begin(time.GetTimestamp());

    private Partition Of(RedisKey key) =>
        _partitions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(TagOf(key), out var known)
            ? known
            : _partitions.GetOrAdd(TagOf(key).ToString(), _ => new());

    // "a2a:v1:{p07}:task:0197…" is of the partition p07; keys outside of partitions are together.
    private static ReadOnlySpan<char> TagOf(RedisKey key)
    {
        var text = key.ToString().AsSpan();
        var (first, last) = (text.IndexOf('{'), text.IndexOf('}'));
        return first < 0 || last < first ? "" : text[(first + 1)..last];
    }

    private sealed class Partition
    {
        private readonly Queue<Script> _asked = new();
        private readonly Lock _lock = new();
        private int _unanswered;

        public bool IsBehind(TimeSpan longest, TimeProvider time)
        {
            lock (_lock)
            {
                return _unanswered >= Few && time.GetElapsedTime(_asked.Peek().Asked) > longest;
            }
        }

        public Script Begin(long asked)
        {
            var script = new Script(this, asked);
            lock (_lock)
            {
                _asked.Enqueue(script);
                _unanswered++;
            }

            return script;
        }

        public void End(Script script)
        {
            lock (_lock)
            {
                script.IsAnswered = true;
                _unanswered--;
                while (_asked.TryPeek(out var oldest) && oldest.IsAnswered)
                {
                    _asked.Dequeue();
                }
            }
        }
    }

    private sealed class Script(Partition partition, long asked) : IDisposable
    {
        public long Asked => asked;

        public bool IsAnswered { get; set; }

        public void Dispose() => partition.End(this);
    }
}
