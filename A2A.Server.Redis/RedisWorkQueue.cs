using System.Text.Json;
using A2A.Server.Execution;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Due tasks in one sorted set per partition. A lease is a due time in the future.</summary>
internal sealed class RedisWorkQueue(
    RedisScripts scripts, RedisSweep sweep, IOptions<ExecutionOptions> options, ILogger<RedisWorkQueue> logger) : IWorkQueue
{
    private readonly long _lease = (long)options.Value.Lease.TotalMilliseconds;

    public async Task<IReadOnlyList<TaskId>> DueAsync(int most, CancellationToken cancellationToken)
    {
        List<TaskId> due = [];
        foreach (var member in await sweep.DueAsync(RedisKeys.Work, most, cancellationToken))
        {
            if (TaskId.TryParse(member, out var id))
            {
                due.Add(id);
            }
            else
            {
                await sweep.BuryAsync(RedisKeys.Work, member, "the entry is no task id", cancellationToken);
            }
        }

        return due;
    }

    public async Task<TaskRun?> TakeAsync(Lease lease, CancellationToken cancellationToken)
    {
        var id = lease.Task;
        RedisKey[] keys = [RedisKeys.Task(id), RedisKeys.Work(id.Partition), RedisKeys.History(id), RedisKeys.Push(id)];
        var reply = await scripts.RunAsync("lease", keys, [id.Value, lease.Token, _lease], cancellationToken);
        if (reply.Length == 0)
        {
            return null;
        }

        try
        {
            return ToRun(lease, new TaskFields(reply[0], reply[1]), hasWebhook: (long)reply[2] > 0);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidDataException)
        {
            RedisLog.Unreadable(logger, id, e);
            await sweep.BuryAsync(RedisKeys.Work, id.Value, "the task cannot be read", cancellationToken);
            return null;
        }
    }

    private static TaskRun ToRun(Lease lease, TaskFields fields, bool hasWebhook) => new()
    {
        Lease = lease,
        Task = fields.ToSnapshot(lease.Task),
        Steps = fields.Steps,
        Sequence = fields.Sequence,
        Attempt = fields.Attempt,
        Turn = fields.Turn,
        CancelRequested = fields.CancelRequested,
        HasWebhook = hasWebhook,
    };

    public async Task<LeaseOutcome> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [RedisKeys.Task(lease.Task), RedisKeys.Work(lease.Task.Partition)];
        var reply = await scripts.RunAsync("renew", keys, [lease.Task.Value, lease.Token, _lease], cancellationToken);
        return reply.ToString() switch
        {
            "held" => LeaseOutcome.Held,
            "cancel-requested" => LeaseOutcome.CancelRequested,
            _ => LeaseOutcome.NotOwner,
        };
    }

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [RedisKeys.Task(lease.Task), RedisKeys.Work(lease.Task.Partition)];
        return scripts.RunAsync("release", keys, [lease.Task.Value, lease.Token, RedisKeys.Doorbell], cancellationToken);
    }
}
