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
        object[] arguments = [RedisKeys.Events(id), $"({after}", "+", "COUNT", count];
        return RedisReply.Array(await scripts.ExecuteAsync("XRANGE", arguments, cancellationToken)).Select(ToEvent).ToList();
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
            var newest = RedisReply.Array(await scripts.ExecuteAsync(
                "XREVRANGE", [RedisKeys.Events(id), "+", "-", "COUNT", 1], cancellationToken));
            return newest.Length == 0
                || (ToEvent(newest[0]).IsLast && (await ReadAsync(id, after, 1, cancellationToken)).Count == 0);
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    private static TaskEvent ToEvent(RedisResult entry)
    {
        var parts = RedisReply.Array(entry);
        var fields = RedisReply.Array(parts[1]);
        ReadOnlyMemory<byte> json = default;
        var sequence = 0L;
        string? traceParent = null;
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            switch (RedisReply.Text(fields[i]))
            {
                case "json": json = RedisReply.Bytes(fields[i + 1]); break;
                case "sequence": sequence = RedisReply.Number(fields[i + 1]); break;
                case "traceparent": traceParent = RedisReply.Text(fields[i + 1]); break;
            }
        }

        return new TaskEvent(new EventCursor(RedisReply.Text(parts[0])), sequence, json, traceParent);
    }
}
