using System.Globalization;
using A2A.AgentApi.Push;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Due subscriptions in one sorted set per partition. A lease and a retry are due times in the future.</summary>
internal sealed class RedisDeliveryQueue(
    RedisScripts scripts, RedisSweep sweep, StoredPushConfigs configs, IOptions<PushOptions> options) : IDeliveryQueue
{
    private readonly long _lease = (long)options.Value.Lease.TotalMilliseconds;

    public async Task<IReadOnlyList<Subscription>> DueAsync(int most, CancellationToken cancellationToken)
    {
        List<Subscription> due = [];
        foreach (var member in await sweep.DueAsync(RedisKeys.Deliveries, most, cancellationToken))
        {
            if (Subscription.TryParse(member, out var subscription))
            {
                due.Add(subscription);
            }
            else
            {
                await sweep.BuryAsync(RedisKeys.Deliveries, member, "the entry is no subscription", cancellationToken);
            }
        }

        return due;
    }

    public async Task<DeliveryRun?> TakeAsync(Subscription subscription, string token, CancellationToken cancellationToken)
    {
        var task = subscription.Task;
        RedisKey[] keys = [RedisKeys.Task(task), RedisKeys.Push(task), RedisKeys.Deliveries(task.Partition)];
        RedisValue[] values = [subscription.ToString(), subscription.ConfigId, token, _lease];
        var reply = RedisReply.Array(await scripts.RunAsync("take-delivery", keys, values, cancellationToken));
        return reply.Length == 0 ? null : new DeliveryRun
        {
            Subscription = subscription,
            Token = token,
            Config = await configs.TryReadAsync(task, subscription.ConfigId, RedisReply.Text(reply[0]), cancellationToken),
            Cursor = new EventCursor(RedisReply.Text(reply[1])),
            FailedAttempts = int.Parse(RedisReply.Text(reply[2]), CultureInfo.InvariantCulture),
            LastEvent = new EventCursor(RedisReply.Text(reply[3])),
            Owner = RedisReply.Text(reply[4]),
            Agent = RedisReply.Text(reply[5]),
            TraceParent = RedisReply.Text(reply[6]) is { Length: > 0 } traceParent ? traceParent : null,
        };
    }

    public async Task<SettleOutcome> SettleAsync(DeliveryRun run, Settlement settlement, CancellationToken cancellationToken)
    {
        var reply = settlement switch
        {
            Settlement.Advance advance => AdvanceAsync(run, advance.Event, buried: null, cancellationToken),
            Settlement.Bury bury => AdvanceAsync(run, bury.Event, bury, cancellationToken),
            Settlement.Retry retry => DeferAsync(run, retry.Delay, retry.Reason, cancellationToken),
            Settlement.Postpone postpone => DeferAsync(run, postpone.Delay, reason: "", cancellationToken),
            Settlement.End end => EndAsync(run, end.Reason, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(settlement), settlement, "An unknown settlement."),
        };
        return RedisReply.Text(await reply) switch
        {
            "settled" => SettleOutcome.Settled,
            "more" => SettleOutcome.More,
            _ => SettleOutcome.Lost,
        };
    }

    private Task<RedisResult> AdvanceAsync(DeliveryRun run, EventCursor done, Settlement.Bury? buried, CancellationToken cancellationToken)
    {
        var (subscription, task) = (run.Subscription, run.Subscription.Task);
        RedisKey[] keys = [RedisKeys.Task(task), RedisKeys.Push(task), RedisKeys.Deliveries(task.Partition), RedisKeys.Dead(task.Partition)];
        RedisValue[] values =
        [
            subscription.ToString(),
            subscription.ConfigId,
            run.Token,
            done.Value,
            _lease,
            buried?.Reason ?? "",
            buried is null ? "" : subscription.DeliveryId(buried.Sequence),
            buried?.Sequence ?? 0,
            buried?.Attempts ?? 0,
            task.Value,
        ];
        return scripts.RunAsync("advance-delivery", keys, values, cancellationToken);
    }

    private Task<RedisResult> DeferAsync(DeliveryRun run, TimeSpan delay, string reason, CancellationToken cancellationToken)
    {
        var subscription = run.Subscription;
        // Up, so that nothing is due earlier than said.
        RedisValue[] values =
            [subscription.ToString(), subscription.ConfigId, run.Token, (long)Math.Ceiling(delay.TotalMilliseconds), reason, RedisKeys.Doorbell];
        return scripts.RunAsync("defer-delivery", KeysOf(subscription), values, cancellationToken);
    }

    private Task<RedisResult> EndAsync(DeliveryRun run, string reason, CancellationToken cancellationToken)
    {
        var subscription = run.Subscription;
        RedisValue[] values = [subscription.ToString(), subscription.ConfigId, run.Token, reason];
        return scripts.RunAsync("end-delivery", KeysOf(subscription), values, cancellationToken);
    }

    private static RedisKey[] KeysOf(Subscription subscription) =>
        [RedisKeys.Push(subscription.Task), RedisKeys.Deliveries(subscription.Task.Partition)];
}
