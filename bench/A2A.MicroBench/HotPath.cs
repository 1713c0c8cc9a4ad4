using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Tasks;
using A2A.Webhooks;
using BenchmarkDotNet.Attributes;

namespace A2A.MicroBench;

/// <summary>What is done for every event, webhook or request, without HTTP and Redis.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class HotPath
{
    private static readonly DateTimeOffset Time = new(2026, 11, 29, 9, 8, 40, TimeSpan.Zero);

    private readonly string _id = TaskId.New(7, Time).Value;
    private readonly StreamResponse[] _log;
    private readonly StreamResponse _event;
    private readonly byte[] _json;
    private readonly WebhookAttempt _attempt;

    public HotPath()
    {
        var context = Guid.NewGuid().ToString();
        var submitted = StatusOf(TaskState.Submitted, null);
        var completed = StatusOf(TaskState.Completed, MessageOf(Role.Agent, "Hello from TCK"));
        AgentTask task = new() { Id = _id, ContextId = context, Status = submitted, History = [MessageOf(Role.User, "Hello")] };
        _event = new() { StatusUpdate = new() { TaskId = _id, ContextId = context, Status = completed } };
        _log = [new() { Task = task }, .. Enumerable.Repeat(_event, 9)];
        _json = JsonSerializer.SerializeToUtf8Bytes(_event, A2AJson.Default.StreamResponse);
        _attempt = new()
        {
            DeliveryId = $"{_id}_config_1790000000000-2",
            TaskId = _id,
            Time = Time,
            Body = _json,
            Secrets = [WebhookSecret.Parse("the-secret-of-one-measurement-alone-")],
            Token = "token",
        };
    }

    [Benchmark(Description = "event to JSON")]
    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(_event, A2AJson.Default.StreamResponse);

    [Benchmark(Description = "event from JSON")]
    public StreamResponse? Deserialize() => JsonSerializer.Deserialize(_json, A2AJson.Default.StreamResponse);

    [Benchmark(Description = "state of an event, EventState.Find")]
    public TaskState? FindState() => EventState.Find(_json);

    [Benchmark(Description = "task of ten events, TaskProjection")]
    public AgentTask? Fold()
    {
        AgentTask? task = null;
        foreach (var change in _log)
        {
            task = TaskProjection.Apply(task, change);
        }

        return task;
    }

    [Benchmark(Description = "signed headers, WebhookSigner.Sign")]
    public IReadOnlyList<WebhookHeader> Sign() => WebhookSigner.Sign(_attempt);

    [Benchmark(Description = "TaskId.TryParse")]
    public bool Parse() => TaskId.TryParse(_id, out _);

    private static Protocol.TaskStatus StatusOf(TaskState state, Message? message) =>
        new() { State = state, Message = message, Timestamp = Time };

    private static Message MessageOf(Role role, string text) =>
        new() { MessageId = Guid.NewGuid().ToString(), Role = role, Parts = [Part.Of(text)] };
}
