using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>What the scripts are given; their header comments say what each value is.</summary>
internal sealed partial class RedisTaskStore
{
    private RedisValue[] ValuesOf(NewTask task, WrittenEvent written, string config) =>
    [
        task.Id.Value,
        task.Owner,
        task.Agent,
        task.ContextId,
        written.State,
        written.Status,
        JsonSerializer.Serialize(task.Message, A2AJson.Default.Message),
        written.Json,
        WrittenEvent.PlaceholderText,
        task.TraceParent ?? "",
        task.Lease?.Token ?? "",
        _lease,
        task.Push?.Id ?? "",
        config,
        RedisKeys.Doorbell,
    ];

    private RedisValue[] ValuesOf(Continuation continuation, WrittenEvent written, string config)
    {
        var task = continuation.Task;
        return
        [
            task.Id.Value,
            task.Owner,
            task.Agent,
            task.Task.ContextId,
            written.Json,
            WrittenEvent.PlaceholderText,
            continuation.TraceParent ?? "",
            written.State,
            written.Status,
            JsonSerializer.Serialize(continuation.Message, A2AJson.Default.Message),
            continuation.Lease?.Token ?? "",
            _lease,
            _mostMessages,
            continuation.Push?.Id ?? "",
            config,
            _mostConfigs,
            continuation.IsGuarded ? continuation.Message.MessageId : "",
            RedisKeys.Doorbell,
            _mostBytes,
        ];
    }

    private RedisValue[] ValuesOf(TaskRun run, TaskAppend append, WrittenEvent written) =>
    [
        run.Lease.Task.Value,
        run.Lease.Token,
        append.Sequence,
        written.Json,
        WrittenEvent.PlaceholderText,
        append.TraceParent ?? "",
        written.State,
        written.Status,
        written.Said,
        append.Artifact?.ArtifactId ?? "",
        append.Artifact is null ? "" : JsonSerializer.Serialize(append.Artifact, A2AJson.Default.Artifact),
        append.Event.StatusUpdate?.Status.State is { } state && (state.IsTerminal() || state.IsInterrupted()) ? "1" : "",
        _retention,
        RedisKeys.Doorbell,
        run.Acknowledged,
    ];

    private RedisValue[] ValuesOf(TaskSnapshot canceled, WrittenEvent written, string? traceParent) =>
    [
        canceled.Id.Value,
        canceled.Owner,
        written.Json,
        WrittenEvent.PlaceholderText,
        traceParent ?? "",
        written.State,
        written.Status,
        written.Said,
        _retention,
        RedisKeys.Doorbell,
    ];
}
