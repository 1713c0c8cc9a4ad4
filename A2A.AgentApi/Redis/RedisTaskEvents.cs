using System.Runtime.CompilerServices;
using A2A.AgentApi.Tasks;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Reads event logs. Looks when the doorbell rings, and now and then by itself.</summary>
internal sealed class RedisTaskEvents(RedisScripts scripts, IDoorbell doorbell, TimeProvider time) : ITaskEvents
{
    private const int Batch = 100;

    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<TaskEvent>> ReadAsync(TaskId id, EventCursor after, int count, CancellationToken cancellationToken)
    {
        var entries = await scripts.AskAsync("XRANGE", redis => redis.StreamRangeAsync(RedisKeys.Events(id), $"({after}", count: count), cancellationToken);
        return entries.Select(ToEvent).ToList();
    }

    public async IAsyncEnumerable<TaskEvent> FollowAsync(
        TaskId id, EventCursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var alarm = new Alarm(time);
        // Listen first, read then: an event that comes in between rings for a reader who is there.
        using var listening = doorbell.Listen(Bell.Events(id), alarm.Ring);
        while (true)
        {
            var found = await TryReadAsync(id, after, cancellationToken);
            foreach (var change in found ?? [])
            {
                yield return change;
                after = change.Cursor;
                if (change.IsLast)
                {
                    yield break;
                }
            }

            if (found is { Count: 0 } && await IsOverAsync(id, after, cancellationToken))
            {
                yield break;
            }

            if (found is null or { Count: < Batch })
            {
                await alarm.WaitAsync(Sweep, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<TaskEvent>?> TryReadAsync(TaskId id, EventCursor after, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(id, after, Batch, cancellationToken);
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
                "XREVRANGE", redis => redis.StreamRangeAsync(RedisKeys.Events(id), count: 1, messageOrder: Order.Descending), cancellationToken);
            return newest.Length == 0
                || (ToEvent(newest[0]).IsLast && (await ReadAsync(id, after, 1, cancellationToken)).Count == 0);
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    private static TaskEvent ToEvent(StreamEntry entry) => new(
        new EventCursor(entry.Id.ToString()), AttemptFields.Number(entry, "sequence"), (byte[]?)entry["json"], (string?)entry["traceparent"]);
}
