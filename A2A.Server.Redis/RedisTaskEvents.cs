using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Reads event logs. Looks when the doorbell rings, and now and then by itself.</summary>
internal sealed class RedisTaskEvents(RedisScripts scripts, IDoorbell doorbell, TimeProvider time) : ITaskEvents
{
    private const int Batch = 100;

    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(2);

    /// <summary>How many sweeps in which nothing came until it is asked whether the log is still there.</summary>
    private const int SweepsUntilOver = 15;

    private readonly ConcurrentDictionary<(TaskId Task, EventCursor After), Task<IReadOnlyList<TaskEvent>?>> _reads = new();

    public Task<IReadOnlyList<TaskEvent>> ReadAsync(TaskId id, EventCursor after, int count, CancellationToken cancellationToken) =>
        RangeAsync(id, $"({after}", count, cancellationToken);

    public async Task<IReadOnlyList<TaskEvent>> ReadFromAsync(TaskId id, EventCursor at, int count, CancellationToken cancellationToken)
    {
        var found = await RangeAsync(id, at.Value, count, cancellationToken);
        return found is [var first, ..] && first.Cursor == at ? found : []; // another task's event is a place in this log, too
    }

    public async IAsyncEnumerable<TaskEvent> FollowAsync(
        TaskId id, EventCursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var alarm = new Alarm(time);
        // Listen first, read then: an event that comes in between rings while this reader already listens.
        using var listening = doorbell.Listen(Bell.Events(id), alarm.Ring);
        var silent = SweepsUntilOver;
        while (true)
        {
            var found = await ReadTogetherAsync(id, after, cancellationToken);
            silent = found is { Count: > 0 } ? 0 : silent + 1;
            foreach (var change in found ?? [])
            {
                yield return change;
                after = change.Cursor;
                if (change.IsLast)
                {
                    yield break;
                }
            }

            if (found is { Count: 0 } && silent > SweepsUntilOver)
            {
                if (await IsOverAsync(id, after, cancellationToken))
                {
                    yield break;
                }

                silent = 0;
            }

            if (found is null or { Count: < Batch })
            {
                await alarm.WaitAsync(Sweep, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<TaskEvent>> RangeAsync(TaskId id, RedisValue from, int count, CancellationToken cancellationToken)
    {
        var entries = await scripts.AskAsync(
            "XRANGE", redis => redis.StreamRangeAsync(RedisKeys.Events(id), from, count: count), cancellationToken);
        return entries.Select(ToEvent).ToList();
    }

    // Streams of one task that wait for the same event read it once. Null when the store does not answer.
    private async Task<IReadOnlyList<TaskEvent>?> ReadTogetherAsync(TaskId id, EventCursor after, CancellationToken cancellationToken)
    {
        for (var joined = 0; ; joined++)
        {
            var own = new TaskCompletionSource<IReadOnlyList<TaskEvent>?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var read = _reads.GetOrAdd((id, after), own.Task);
            if (read == own.Task)
            {
                return await ReadForAllAsync(id, after, own);
            }

            // The one that was under way may be older than the event for which this stream was rung; the next one is not.
            var found = await read.WaitAsync(cancellationToken);
            if (found is not { Count: 0 } || joined > 0)
            {
                return found;
            }
        }
    }

    private async Task<IReadOnlyList<TaskEvent>?> ReadForAllAsync(
        TaskId id, EventCursor after, TaskCompletionSource<IReadOnlyList<TaskEvent>?> read)
    {
        try
        {
            var found = await TryReadAsync(id, after);
            _reads.TryRemove((id, after), out _);
            read.SetResult(found);
        }
        catch (Exception e)
        {
            _reads.TryRemove((id, after), out _);
            read.SetException(e);
        }

        return await read.Task;
    }

    private async Task<IReadOnlyList<TaskEvent>?> TryReadAsync(TaskId id, EventCursor after)
    {
        try
        {
            return await ReadAsync(id, after, Batch, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }

    // Nothing is left to read when the log is gone, or when its last event was read already.
    private async Task<bool> IsOverAsync(TaskId id, EventCursor after, CancellationToken cancellationToken)
    {
        try
        {
            var newest = await scripts.AskAsync(
                "XREVRANGE",
                redis => redis.StreamRangeAsync(RedisKeys.Events(id), count: 1, messageOrder: Order.Descending),
                cancellationToken);
            return newest.Length == 0
                || (ToEvent(newest[0]).IsLast && (await ReadAsync(id, after, 1, cancellationToken)).Count == 0);
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    public static TaskEvent ToEvent(StreamEntry entry) => new(
        new EventCursor(entry.Id.ToString()),
        AttemptFields.Number(entry, "sequence"),
        RedisTime.Of(entry.Id),
        (byte[]?)entry["json"],
        (string?)entry["traceparent"]);
}
