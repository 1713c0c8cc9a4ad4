using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Due subscriptions in one sorted set per partition. A lease and a retry are due times in the future.</summary>
internal sealed class RedisDeliveryQueue(
    RedisScripts scripts, RedisSweep sweep, StoredPushConfigs configs, IOptions<PushOptions> options) : IDeliveryQueue
{
    private readonly long _lease = (long)options.Value.Lease.TotalMilliseconds;
    private readonly int _attemptsKept = options.Value.AttemptsPerTask;

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
        RedisKey[] keys = [RedisKeys.Task(task), RedisKeys.Push(task), RedisKeys.Deliveries(task.Partition), RedisKeys.Events(task)];
        RedisValue[] values = [subscription.ToString(), subscription.ConfigId, token, _lease];
        var reply = await scripts.RunAsync("take-delivery", keys, values, cancellationToken);
        return reply.Length == 0 ? null : new DeliveryRun
        {
            Subscription = subscription,
            Token = token,
            Config = configs.Read(task, subscription.ConfigId, reply[0].ToString()),
            Cursor = new EventCursor(reply[1].ToString()),
            Due = ToDue(reply[7], reply[8], reply[2], reply[9], reply[10], reply[11]),
            LastEvent = new EventCursor(reply[3].ToString()),
            Owner = reply[4].ToString(),
            Agent = reply[5].ToString(),
            TraceParent = reply[6].ToString() is { Length: > 0 } traceParent ? traceParent : null,
        };
    }

    public async Task<SettleOutcome> SettleAsync(DeliveryRun run, Settlement settlement, CancellationToken cancellationToken)
    {
        var reply = await (settlement switch
        {
            Settlement.Advance advance => AdvanceAsync(run, advance, advance.Event, buried: null, cancellationToken),
            Settlement.Bury bury => AdvanceAsync(run, bury, bury.Event, bury, cancellationToken),
            Settlement.Retry retry =>
                DeferAsync(run, retry, retry.Delay, retry.Event.Value, retry.Reason, unsendable: "", retry.Fault, cancellationToken),
            Settlement.Postpone postpone =>
                DeferAsync(
                    run, postpone, postpone.Delay, attempted: "", reason: "", postpone.Unsendable ?? "", fault: null, cancellationToken),
            Settlement.End end => EndAsync(run, end, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(settlement), settlement, "An unknown settlement."),
        });
        return reply[0].ToString() switch
        {
            "settled" => new SettleOutcome.Settled((long)reply[1] is var due and >= 0 ? TimeSpan.FromMilliseconds(due) : null),
            "more" => new SettleOutcome.More(ToDue(reply[1], reply[2], reply[3], reply[4], reply[5], reply[6])),
            _ => new SettleOutcome.Lost(),
        };
    }

    private Task<RedisResult> AdvanceAsync(
        DeliveryRun run, Settlement settlement, EventCursor done, Settlement.Bury? buried, CancellationToken cancellationToken)
    {
        var (subscription, task) = (run.Subscription, run.Subscription.Task);
        RedisKey[] keys =
        [
            RedisKeys.Task(task),
            RedisKeys.Push(task),
            RedisKeys.Deliveries(task.Partition),
            RedisKeys.Dead(task.Partition),
            RedisKeys.Attempts(task),
            RedisKeys.Events(task),
        ];
        RedisValue[] values =
        [
            subscription.ToString(),
            subscription.ConfigId,
            run.Token,
            done.Value,
            _lease,
            buried?.Reason ?? "",
            buried?.Sequence ?? 0,
            buried?.Attempts ?? 0,
            task.Value,
            run.Endpoint,
            settlement.Attempt?.Answer ?? "",
            NameOf(buried?.Fault),
            _attemptsKept,
            .. AttemptFields.Of(settlement.Attempt),
        ];
        return scripts.RunAsync("advance-delivery", keys, values, cancellationToken);
    }

    private Task<RedisResult> DeferAsync(
        DeliveryRun run,
        Settlement settlement,
        TimeSpan delay,
        string attempted,
        string reason,
        string unsendable,
        DeliveryFault? fault,
        CancellationToken cancellationToken)
    {
        var (subscription, task) = (run.Subscription, run.Subscription.Task);
        RedisKey[] keys = [RedisKeys.Push(task), RedisKeys.Deliveries(task.Partition), RedisKeys.Attempts(task), RedisKeys.Task(task)];
        RedisValue[] values =
        [
            subscription.ToString(),
            subscription.ConfigId,
            run.Token,
            (long)Math.Ceiling(delay.TotalMilliseconds), // up, so that nothing is due earlier than said
            attempted,
            reason,
            unsendable,
            NameOf(fault),
            _attemptsKept,
            .. AttemptFields.Of(settlement.Attempt),
        ];
        return scripts.RunAsync("defer-delivery", keys, values, cancellationToken);
    }

    private Task<RedisResult> EndAsync(DeliveryRun run, Settlement.End end, CancellationToken cancellationToken)
    {
        var (subscription, task) = (run.Subscription, run.Subscription.Task);
        RedisKey[] keys =
        [
            RedisKeys.Push(task),
            RedisKeys.Deliveries(task.Partition),
            RedisKeys.Attempts(task),
            RedisKeys.Dead(task.Partition),
            RedisKeys.Task(task),
        ];
        RedisValue[] values =
        [
            subscription.ToString(), subscription.ConfigId, run.Token, end.Event.Value, end.Reason, task.Value, run.Endpoint, _attemptsKept,
            .. AttemptFields.Of(end.Attempt),
        ];
        return scripts.RunAsync("end-delivery", keys, values, cancellationToken);
    }

    private static string NameOf(DeliveryFault? fault) => fault?.ToString().ToLowerInvariant() ?? "";

    private static DueEvent ToDue(
        RedisResult replayed, RedisResult sequence, RedisResult failed, RedisResult unsent, RedisResult fault, RedisResult faultFor) => new(
        replayed.ToString() is { Length: > 0 } replay ? new Replay(new EventCursor(replay), (long)sequence) : null,
        (int)(long)failed,
        TimeSpan.FromMilliseconds((long)unsent),
        Enum.TryParse<DeliveryFault>(fault.ToString(), ignoreCase: true, out var atFault) ? atFault : null,
        TimeSpan.FromMilliseconds((long)faultFor));
}
