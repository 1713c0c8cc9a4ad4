using System.Globalization;
using System.Text.Json;
using A2A.AgentApi.Execution;
using A2A.AgentApi.Push;
using A2A.AgentApi.Tasks;
using A2A.Protocol;
using A2A.Protocol.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TaskStatus = A2A.Protocol.TaskStatus;

namespace A2A.AgentApi.Redis;

/// <summary>Tasks in Redis: one script per atomic step.</summary>
internal sealed partial class RedisTaskStore(
    RedisScripts scripts, StoredPushConfigs configs, IDoorbell doorbell, IOptions<TaskOptions> tasks, IOptions<ExecutionOptions> execution, IOptions<PushOptions> push) : ITaskStore
{
    private readonly long _lease = (long)execution.Value.Lease.TotalMilliseconds;
    private readonly long _retention = (long)tasks.Value.Retention.TotalMilliseconds;
    private readonly int _mostMessages = tasks.Value.MaxMessages;
    private readonly int _mostBytes = tasks.Value.MaxHistoryBytes;
    private readonly int _mostConfigs = push.Value.ConfigsPerTask;

    public async Task<CreateOutcome> CreateAsync(NewTask task, CancellationToken cancellationToken)
    {
        var whole = new AgentTask
        {
            Id = task.Id.Value,
            ContextId = task.ContextId,
            Status = new TaskStatus { State = TaskState.Submitted },
            History = [task.Message],
        };
        RedisKey[] keys = [.. RedisKeys.OfTask(task.Id, task.Owner, task.Agent, task.ContextId), .. task.IsGuarded ? [GuardOf(task)] : Array.Empty<RedisKey>()];
        var config = configs.Write(task.Id, task.Push);
        var reply = await scripts.RunAsync("create", keys, ValuesOf(task, WrittenEvent.Of(whole), config), cancellationToken);
        if ((long)reply[0] == 0)
        {
            return EarlierOf(task, reply[1].ToString());
        }

        var created = new TaskSnapshot
        {
            Id = task.Id,
            Owner = task.Owner,
            Agent = task.Agent,
            Cursor = new EventCursor(reply[1].ToString()),
            Version = 1,
            TraceParent = task.TraceParent,
            Task = whole with { Status = whole.Status with { Timestamp = TimeOf(reply[2]) } },
        };
        Ring(task.Id, reply[3]);
        var run = task.Lease is { } lease ? TaskRun.Begin(lease, created, turn: 1, hasWebhook: task.Push is not null) : null;
        return new CreateOutcome.Created(created, run);
    }

    public async Task<CreateOutcome?> FindEarlierAsync(NewTask task, CancellationToken cancellationToken)
    {
        var held = await scripts.AskAsync("GET", redis => redis.StringGetAsync(GuardOf(task)), cancellationToken);
        return held.IsNull ? null : EarlierOf(task, held.ToString());
    }

    public async Task<CreateOutcome> KeepAnswerAsync(NewTask task, Message answer, CancellationToken cancellationToken)
    {
        RedisValue[] values = [JsonSerializer.Serialize(answer, A2AJson.Default.Message), _retention];
        return EarlierOf(task, (await scripts.RunAsync("keep-answer", [GuardOf(task)], values, cancellationToken)).ToString());
    }

    public async Task<TaskSnapshot?> FindAsync(string owner, TaskId id, int? messages, CancellationToken cancellationToken)
    {
        RedisValue[] values = [owner, messages is { } most ? most : ""];
        var reply = await scripts.RunAsync("find", [RedisKeys.Task(id), RedisKeys.History(id)], values, cancellationToken);
        return reply.Length == 0 ? null : new TaskFields(reply[0], reply[1]).ToSnapshot(id);
    }

    public async Task<ContinueOutcome> ContinueAsync(Continuation continuation, CancellationToken cancellationToken)
    {
        var config = configs.Write(continuation.Task.Id, continuation.Push);
        var reply = await scripts.RunAsync(
            "continue", RedisKeys.OfTask(continuation.Task), ValuesOf(continuation, config), cancellationToken);
        return reply[0].ToString() switch
        {
            "continued" => Continued(),
            "existing" => new ContinueOutcome.Existing(Snapshot()),
            "not-waiting" => new ContinueOutcome.NotWaiting(StateOf(reply[1].ToString())),
            "other-context" => new ContinueOutcome.OtherContext(),
            "too-many-messages" => new ContinueOutcome.TooManyMessages(),
            "too-many-bytes" => new ContinueOutcome.TooManyBytes(),
            "too-many-configs" => new ContinueOutcome.TooManyConfigs(_mostConfigs),
            _ => new ContinueOutcome.NotFound(),
        };

        TaskSnapshot Snapshot() => new TaskFields(reply[1], reply[2]).ToSnapshot(continuation.Task.Id);

        ContinueOutcome.Continued Continued()
        {
            var task = Snapshot();
            Ring(task.Id, reply[5]);
            return new(task, continuation.Lease is { } lease
                ? TaskRun.Begin(lease, task, (int)reply[3], hasWebhook: (long)reply[4] > 0, cancelRequested: (long)reply[6] == 1)
                : null);
        }
    }

    public async Task<AppendOutcome> AppendAsync(TaskRun run, TaskAppend append, CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync(
            "append", RedisKeys.OfTask(run.Task), ValuesOf(run, append, WrittenEvent.Of(append.Event)), cancellationToken);
        switch (reply[0].ToString())
        {
            case "appended":
                Ring(run.Task.Id, reply[4]);
                return new AppendOutcome.Appended(new EventCursor(reply[1].ToString()), (long)reply[2], TimeOf(reply[3]));
            case "terminal":
                return new AppendOutcome.AlreadyTerminal();
            default:
                return new AppendOutcome.NotOwner();
        }
    }

    public async Task<LeaseOutcome> SaveStepAsync(Lease lease, string name, string resultJson, CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync("step", [RedisKeys.Task(lease.Task)], [lease.Token, name, resultJson], cancellationToken);
        return reply.ToString() == "held" ? LeaseOutcome.Held : LeaseOutcome.NotOwner;
    }

    public async Task<CancelOutcome> RequestCancelAsync(TaskSnapshot task, CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync("cancel", RedisKeys.OfTask(task), ValuesOf(task), cancellationToken);
        switch (reply[0].ToString())
        {
            case "requested":
                return CancelOutcome.Requested;
            case "ended":
                Ring(task.Id, reply[1]);
                return CancelOutcome.Ended;
            case "canceled":
                return CancelOutcome.AlreadyCanceled;
            case "terminal":
                return CancelOutcome.AlreadyTerminal;
            default:
                return CancelOutcome.NotFound;
        }
    }

    private static RedisKey GuardOf(NewTask task) => RedisKeys.Message(task.Id.Partition, task.Owner, task.Agent, task.Message.MessageId);

    // "0197…-…" is a task's id, "{…}" an answer.
    private static CreateOutcome EarlierOf(NewTask task, string held)
    {
        if (TaskId.TryParse(held, out var id))
        {
            return new CreateOutcome.Existing(id);
        }

        return held.StartsWith('{') && JsonSerializer.Deserialize(held, A2AJson.Default.Message) is { } answer
            ? new CreateOutcome.Answered(answer)
            : throw new InvalidDataException($"Message {task.Message.MessageId} points to neither a task nor an answer.");
    }

    private static DateTimeOffset TimeOf(RedisResult text) => DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture);

    // The replica that wrote what is to be told delivers it when it has a place free; the others need not look then.
    private void Ring(TaskId id, RedisResult configs)
    {
        foreach (var config in (RedisValue[]?)configs ?? [])
        {
            doorbell.Ring(Bell.Deliveries, new Subscription(id, config.ToString()).ToString());
        }
    }

    private static TaskState StateOf(string name) => JsonSerializer.Deserialize($"\"{name}\"", A2AJson.Default.TaskState);
}
