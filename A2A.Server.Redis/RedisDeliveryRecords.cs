using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Reads what the scripts that settle deliveries wrote down.</summary>
internal sealed partial class RedisDeliveryRecords(RedisScripts scripts, IOptions<TaskOptions> options) : IDeliveryRecords
{
    public async Task<IReadOnlyList<AttemptRecord>?> AttemptsAsync(string? owner, TaskId task, CancellationToken cancellationToken)
    {
        RedisValue[] values = owner is null ? [] : [owner];
        var reply = await scripts.RunAsync("list-attempts", [RedisKeys.Task(task), RedisKeys.Attempts(task)], values, cancellationToken);
        return reply.Length == 0 ? null : ((RedisResult[]?)reply ?? []).Skip(1).Select(AttemptFields.Read).ToList();
    }

    public async Task<IReadOnlyList<SubscriptionStatus>?> SubscriptionsAsync(
        string? owner, TaskId task, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [RedisKeys.Task(task), RedisKeys.Push(task), RedisKeys.Deliveries(task.Partition)];
        RedisValue[] values = owner is null ? [task.Value] : [task.Value, owner];
        var reply = await scripts.RunAsync("list-subscriptions", keys, values, cancellationToken);
        return reply.Length == 0
            ? null
            : ((RedisResult[]?)reply ?? [])
                .Skip(1)
                .Select(ToStatus)
                .OrderBy(status => status.ConfigId, StringComparer.Ordinal)
                .ToList();
    }

    private static SubscriptionStatus ToStatus(RedisResult fields)
    {
        return new SubscriptionStatus
        {
            ConfigId = fields[0].ToString(),
            State = fields[1].ToString() switch
            {
                "ended" => SubscriptionState.Ended,
                "failing" => SubscriptionState.Failing,
                _ => SubscriptionState.Active,
            },
            FailedAttempts = (int)(long)fields[2],
            Reason = fields[3].ToString() is { Length: > 0 } reason ? reason : null,
            DueAt = ToTime(fields[4]),
            FailingSince = ToTime(fields[5]),
        };
    }

    private static DateTimeOffset? ToTime(RedisResult ms) =>
        (long)ms is > 0 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
