using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using A2A.AgentApi.Execution;
using A2A.AgentApi.Tasks;
using A2A.Protocol;
using A2A.Protocol.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TaskStatus = A2A.Protocol.TaskStatus;

namespace A2A.AgentApi.Redis;

/// <summary>Tasks in Redis: one script per atomic step.</summary>
internal sealed class RedisTaskStore(RedisScripts scripts, IOptions<TaskOptions> tasks, IOptions<ExecutionOptions> execution) : ITaskStore
{
    // Where a status's time goes. The scripts put Redis's time there. Random, so that no caller's data can look like it.
    private static readonly DateTimeOffset Placeholder =
        DateTimeOffset.MinValue.AddSeconds(RandomNumberGenerator.GetInt32(250_000_000)).AddMilliseconds(RandomNumberGenerator.GetInt32(1000));

    private static readonly string PlaceholderText = WireTimestampConverter.ToText(Placeholder);

    private readonly long _lease = (long)execution.Value.Lease.TotalMilliseconds;
    private readonly long _retention = (long)tasks.Value.Retention.TotalMilliseconds;

    public async Task<CreateOutcome> CreateAsync(NewTask task, CancellationToken cancellationToken)
    {
        var whole = new AgentTask
        {
            Id = task.Id.Value,
            ContextId = task.ContextId,
            Status = new TaskStatus { State = TaskState.Submitted, Timestamp = Placeholder },
            History = [task.Message],
        };
        var reply = RedisReply.Array(await scripts.RunAsync("create", KeysOf(task), ValuesOf(task, whole), cancellationToken));
        if (RedisReply.Number(reply[0]) == 0)
        {
            return TaskId.TryParse(RedisReply.Text(reply[1]), out var id)
                ? new CreateOutcome.Existing(id)
                : throw new InvalidDataException($"Message {task.Message.MessageId} points to '{RedisReply.Text(reply[1])}', which is no task id.");
        }

        var time = DateTimeOffset.Parse(RedisReply.Text(reply[2]), CultureInfo.InvariantCulture);
        return new CreateOutcome.Created(new TaskSnapshot
        {
            Id = task.Id,
            Owner = task.Owner,
            Agent = task.Agent,
            Cursor = new EventCursor(RedisReply.Text(reply[1])),
            Version = 1,
            TraceParent = task.TraceParent,
            Task = whole with { Status = whole.Status with { Timestamp = time } },
        });
    }

    public async Task<TaskSnapshot?> FindAsync(string owner, TaskId id, CancellationToken cancellationToken)
    {
        var reply = RedisReply.Array(await scripts.RunAsync("find", [RedisKeys.Task(id), RedisKeys.History(id)], [owner], cancellationToken));
        return reply.Length == 0 ? null : new TaskFields(reply[0], reply[1]).ToSnapshot(id);
    }

    public async Task<AppendOutcome> AppendAsync(TaskRun run, TaskAppend append, CancellationToken cancellationToken)
    {
        var reply = RedisReply.Array(await scripts.RunAsync("append", KeysOf(run), ValuesOf(run, append), cancellationToken));
        return RedisReply.Text(reply[0]) switch
        {
            "appended" => new AppendOutcome.Appended(new EventCursor(RedisReply.Text(reply[1])), RedisReply.Number(reply[2])),
            "terminal" => new AppendOutcome.AlreadyTerminal(),
            _ => new AppendOutcome.NotOwner(),
        };
    }

    public async Task<LeaseOutcome> SaveStepAsync(Lease lease, string name, string resultJson, CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync("step", [RedisKeys.Task(lease.Task)], [lease.Token, name, resultJson], cancellationToken);
        return RedisReply.Text(reply) == "held" ? LeaseOutcome.Held : LeaseOutcome.NotOwner;
    }

    public async Task<CancelOutcome> RequestCancelAsync(string owner, TaskId id, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [RedisKeys.Task(id), RedisKeys.Work(id.Partition)];
        var reply = await scripts.RunAsync("cancel", keys, [id.Value, owner, RedisKeys.Doorbell], cancellationToken);
        return RedisReply.Text(reply) switch
        {
            "requested" => CancelOutcome.Requested,
            "canceled" => CancelOutcome.AlreadyCanceled,
            "terminal" => CancelOutcome.AlreadyTerminal,
            _ => CancelOutcome.NotFound,
        };
    }

    private static RedisKey[] KeysOf(NewTask task) =>
    [
        RedisKeys.Task(task.Id),
        RedisKeys.History(task.Id),
        RedisKeys.Events(task.Id),
        RedisKeys.Push(task.Id),
        RedisKeys.Work(task.Id.Partition),
        RedisKeys.Deliveries(task.Id.Partition),
        RedisKeys.Message(task.Id.Partition, task.Owner, task.Agent, task.Message.MessageId),
        RedisKeys.Owner(task.Id.Partition, task.Owner),
        RedisKeys.Context(task.Id.Partition, task.Owner, task.ContextId),
    ];

    private RedisValue[] ValuesOf(NewTask task, AgentTask whole) =>
    [
        task.Id.Value,
        task.Owner,
        task.Agent,
        task.ContextId,
        NameOf(whole.Status.State),
        JsonSerializer.Serialize(whole.Status, A2AJson.Default.TaskStatus),
        JsonSerializer.Serialize(task.Message, A2AJson.Default.Message),
        JsonSerializer.Serialize(new StreamResponse { Task = whole }, A2AJson.Default.StreamResponse),
        PlaceholderText,
        task.TraceParent ?? "",
        task.Lease?.Token ?? "",
        _lease,
        task.Push?.Id ?? "",
        task.Push is null ? "" : JsonSerializer.Serialize(task.Push, PushConfigJsonContext.Default.PushConfig),
        RedisKeys.Doorbell,
    ];

    private static RedisKey[] KeysOf(TaskRun run)
    {
        var id = run.Lease.Task;
        return
        [
            RedisKeys.Task(id),
            RedisKeys.History(id),
            RedisKeys.Events(id),
            RedisKeys.Push(id),
            RedisKeys.Work(id.Partition),
            RedisKeys.Deliveries(id.Partition),
            RedisKeys.Retired(id.Partition),
            RedisKeys.Owner(id.Partition, run.Task.Owner),
            RedisKeys.Context(id.Partition, run.Task.Owner, run.Task.Task.ContextId),
        ];
    }

    private RedisValue[] ValuesOf(TaskRun run, TaskAppend append)
    {
        var status = append.Event.StatusUpdate?.Status is { } given ? given with { Timestamp = Placeholder } : null;
        var change = status is null ? append.Event : append.Event with { StatusUpdate = append.Event.StatusUpdate! with { Status = status } }; // status came from it
        return
        [
            run.Lease.Task.Value,
            run.Lease.Token,
            append.Sequence,
            JsonSerializer.Serialize(change, A2AJson.Default.StreamResponse),
            PlaceholderText,
            append.TraceParent ?? "",
            status is null ? "" : NameOf(status.State),
            status is null ? "" : JsonSerializer.Serialize(status, A2AJson.Default.TaskStatus),
            status?.Message is null ? "" : JsonSerializer.Serialize(status.Message, A2AJson.Default.Message),
            append.Artifact?.ArtifactId ?? "",
            append.Artifact is null ? "" : JsonSerializer.Serialize(append.Artifact, A2AJson.Default.Artifact),
            status is { State: var state } && (state.IsTerminal() || state.IsInterrupted()) ? "1" : "",
            _retention,
            RedisKeys.Doorbell,
        ];
    }

    private static string NameOf(TaskState state) => JsonSerializer.SerializeToElement(state, A2AJson.Default.TaskState).GetString()
        ?? throw new InvalidOperationException($"{state} has no name on the wire.");
}
