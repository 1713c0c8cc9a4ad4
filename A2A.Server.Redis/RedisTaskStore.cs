using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Execution;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TaskStatus = A2A.Protocol.TaskStatus;

namespace A2A.Server.Redis;

/// <summary>Tasks in Redis: one script per atomic step.</summary>
internal sealed partial class RedisTaskStore(
    RedisScripts scripts,
    StoredPushConfigs configs,
    IOutbox outbox,
    IOptions<TaskOptions> tasks,
    IOptions<ExecutionOptions> execution,
    IOptions<PushOptions> push) : ITaskStore
{
    private readonly long _lease = (long)execution.Value.Lease.TotalMilliseconds;
    private readonly long _retention = (long)tasks.Value.Retention.TotalMilliseconds;
    private readonly long? _remember = (long?)tasks.Value.RememberMessagesFor?.TotalMilliseconds;
    private readonly int _mostMessages = tasks.Value.MaxMessages;
    private readonly int _mostBytes = tasks.Value.MaxHistoryBytes;
    private readonly int _mostConfigs = push.Value.ConfigsPerTask;
    private readonly long _deliveryLease = (long)push.Value.Lease.TotalMilliseconds;

    public async Task<CreateOutcome> CreateAsync(NewTask task, CancellationToken cancellationToken)
    {
        var whole = new AgentTask
        {
            Id = task.Id.Value,
            ContextId = task.ContextId,
            Status = new TaskStatus { State = TaskState.Submitted },
            History = [task.Message],
        };
        RedisKey[] keys =
        [
            .. RedisKeys.OfTask(task.Id, task.Owner, task.Agent, task.ContextId),
            .. task.IsGuarded ? [GuardOf(task)] : Array.Empty<RedisKey>(),
        ];
        var written = WrittenEvent.Of(whole);
        var config = configs.Write(task.Id, task.Push);
        using var told = new ToldConfigs(outbox, task.Id, task.Owner, LiveConfigs.Of(task.Push));
        var reply = await told.WriteAsync(scripts, "create", keys, ValuesOf(task, written, config), _deliveryLease, cancellationToken);
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
        var live = told.Written(
            reply[3],
            created,
            () => written.ToEvent(created.Cursor, EventCursor.Start, created.Version, reply[2].ToString(), task.TraceParent),
            configs);
        var run = task.Lease is { } lease ? TaskRun.Begin(lease, created, turn: 1, live) : null;
        return new CreateOutcome.Created(created, run);
    }

    public async Task<CreateOutcome?> FindEarlierAsync(NewTask task, CancellationToken cancellationToken)
    {
        var held = await scripts.AskAsync("GET", redis => redis.StringGetAsync(GuardOf(task)), cancellationToken);
        return held.IsNull ? null : EarlierOf(task, held.ToString());
    }

    public async Task<CreateOutcome> KeepAnswerAsync(NewTask task, Message answer, CancellationToken cancellationToken)
    {
        var kept = JsonSerializer.Serialize([task.Message, answer], A2AJson.Default.IReadOnlyListMessage);
        RedisValue[] values = [kept, Math.Min(_retention, _remember ?? long.MaxValue)];
        return EarlierOf(task, (await scripts.RunAsync("keep-answer", [GuardOf(task)], values, cancellationToken)).ToString());
    }

    public async Task<bool> ForgetMessageAsync(NewTask task, TaskId made, TimeSpan ended, CancellationToken cancellationToken) =>
        (long)await scripts.RunAsync(
            "forget-message", [GuardOf(task), RedisKeys.Task(made)], [made.Value, (long)ended.TotalMilliseconds], cancellationToken) == 1;

    public Task<TaskSnapshot?> FindAsync(string owner, TaskId id, int? messages, CancellationToken cancellationToken) =>
        FindAsync(owner, id, messages, isRefusable: true, cancellationToken);

    public Task<TaskSnapshot?> FindAsync(string owner, TaskId id, CancellationToken cancellationToken) =>
        FindAsync(owner, id, null, isRefusable: false, cancellationToken);

    private async Task<TaskSnapshot?> FindAsync(
        string owner, TaskId id, int? messages, bool isRefusable, CancellationToken cancellationToken)
    {
        RedisValue[] values = [owner, messages is { } most ? most : ""];
        var reply = await scripts.RunAsync("find", [RedisKeys.Task(id), RedisKeys.History(id)], values, cancellationToken, isRefusable);
        return reply.Length == 0 ? null : new TaskFields(reply[0], reply[1]).ToSnapshot(id);
    }

    public async Task<ContinueOutcome> ContinueAsync(Continuation continuation, CancellationToken cancellationToken)
    {
        var config = configs.Write(continuation.Task.Id, continuation.Push);
        var written = WrittenEvent.Of(StatusChange.Of(continuation.Task.Task, TaskState.Working, continuation.Message));
        using var told = new ToldConfigs(outbox, continuation.Task.Id, continuation.Task.Owner, LiveConfigs.Unknown);
        var values = ValuesOf(continuation, written, config);
        var reply = await told.WriteAsync(
            scripts, "continue", RedisKeys.OfTask(continuation.Task), values, _deliveryLease, cancellationToken);
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
            var live = told.Written(reply[6], task, () => written.ToEvent(
                task.Cursor, new EventCursor(reply[5].ToString()), task.Version, reply[4].ToString(), continuation.TraceParent), configs);
            return new(task, continuation.Lease is { } lease
                ? TaskRun.Begin(lease, task, (int)reply[3], live, cancelRequested: (long)reply[7] == 1)
                : null);
        }
    }

    public async Task<AppendOutcome> AppendAsync(TaskRun run, TaskAppend append, CancellationToken cancellationToken)
    {
        var written = WrittenEvent.Of(append.Event);
        using var told = new ToldConfigs(outbox, run.Task.Id, run.Task.Owner, run.Configs);
        var values = ValuesOf(run, append, written);
        var reply = await told.WriteAsync(scripts, "append", RedisKeys.OfTask(run.Task), values, _deliveryLease, cancellationToken);
        switch (reply[0].ToString())
        {
            case "appended":
                var appended = new AppendOutcome.Appended(new EventCursor(reply[1].ToString()), (long)reply[2], TimeOf(reply[3]));
                run.Acknowledged = Math.Max(run.Acknowledged, append.Sequence);
                if (reply.Length > 4) // written now, not before
                {
                    run.Configs = told.Written(
                        reply[5],
                        run.Task,
                        () => written.ToEvent(
                            appended.Cursor,
                            new EventCursor(reply[4].ToString()),
                            appended.Version,
                            reply[3].ToString(),
                            append.TraceParent),
                        configs);
                }

                return appended;
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
        var said = StatusChange.Say(task.Task, [Part.Of(StatusChange.CanceledText)]);
        var written = WrittenEvent.Of(StatusChange.Of(task.Task, TaskState.Canceled, said));
        var traceParent = Activity.Current?.Id ?? task.TraceParent;
        using var told = new ToldConfigs(outbox, task.Id, task.Owner, LiveConfigs.Unknown);
        var values = ValuesOf(task, written, traceParent);
        var reply = await told.WriteAsync(scripts, "cancel", RedisKeys.OfTask(task), values, _deliveryLease, cancellationToken);
        switch (reply[0].ToString())
        {
            case "requested":
                return CancelOutcome.Requested;
            case "ended":
                told.Written(
                    reply[5],
                    task,
                    () => written.ToEvent(
                        new EventCursor(reply[1].ToString()),
                        new EventCursor(reply[4].ToString()),
                        (long)reply[2],
                        reply[3].ToString(),
                        traceParent),
                    configs);
                return CancelOutcome.Ended;
            case "canceled":
                return CancelOutcome.AlreadyCanceled;
            case "terminal":
                return CancelOutcome.AlreadyTerminal;
            default:
                return CancelOutcome.NotFound;
        }
    }

    private static RedisKey GuardOf(NewTask task) =>
        RedisKeys.Message(task.Id.Partition, task.Owner, task.Agent, task.NamedContextId, task.Message.MessageId);

    // "0197…-…" is a task's id, "[…]" a message and its answer.
    private static CreateOutcome EarlierOf(NewTask task, string held)
    {
        if (TaskId.TryParse(held, out var id))
        {
            return new CreateOutcome.Existing(id);
        }

        return held.StartsWith('[')
            && JsonSerializer.Deserialize(held, A2AJson.Default.IReadOnlyListMessage) is [var question, var answer]
            ? new CreateOutcome.Answered(question, answer)
            : throw new InvalidDataException($"Message {task.Message.MessageId} points to neither a task nor an answer.");
    }

    private static DateTimeOffset TimeOf(RedisResult text) => DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture);

    private static TaskState StateOf(string name) => JsonSerializer.Deserialize($"\"{name}\"", A2AJson.Default.TaskState);
}
