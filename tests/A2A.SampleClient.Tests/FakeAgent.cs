using System.Collections.Concurrent;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.JsonRpc;
using A2A.Protocol.V03;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace A2A.SampleClient.Tests;

/// <summary>An agent that streams two events, holds the stream open until the client hangs up, and then tells of its task as it is made to.</summary>
internal sealed class FakeAgent : FakeService
{
    public const string TaskId = "task-1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private int _cancellations;
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The state before the client hangs up.</summary>
    public TaskState StreamedState { get; init; } = TaskState.Working;

    /// <summary>The task as tasks/get gives it.</summary>
    public AgentTask Task { get; init; } = new()
    {
        Id = TaskId,
        ContextId = "context-1",
        Status = new() { State = TaskState.Completed },
        Artifacts = [new() { ArtifactId = "artifact-1", Name = "model", Parts = [Part.Of("Accuracy 0.97")] }],
    };

    /// <summary>Whether the card says that it sends webhooks; one that does not refuses messages with a webhook.</summary>
    public bool SendsWebhooks { get; init; } = true;

    /// <summary>Whether a stream stays open until the client hangs up; otherwise it ends with the task's end.</summary>
    public bool HoldsStream { get; init; } = true;

    /// <summary>How many tasks were canceled.</summary>
    public int Cancellations => _cancellations;

    /// <summary>The error that every submission gets.</summary>
    public JsonRpcError? Refusal { get; init; }

    /// <summary>So many requests are answered by 503 with <c>Retry-After</c>, first.</summary>
    public int Unavailable { get; init; }

    public V03PushConfig? PushConfig { get; private set; }

    public string? TraceParent { get; private set; }

    /// <summary>The key that came with each request, in order.</summary>
    public ConcurrentQueue<string?> Keys { get; } = [];

    public Task HungUp => _hungUp.Task.WaitAsync(Patience);

    private AgentTask Submitted => Task with { Status = new() { State = TaskState.Submitted }, Artifacts = null };

    protected override void Map(WebApplication app)
    {
        app.MapGet("/.well-known/agent-card.json", () => new { name = "Trainer", version = "1.0", capabilities = new { streaming = true, pushNotifications = SendsWebhooks } });
        app.MapPost("/", AnswerAsync);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Keys.Enqueue(context.Request.Headers["X-API-Key"]);
        if (Keys.Count <= Unavailable)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "0";
            return;
        }

        var call = (await JsonSerializer.DeserializeAsync(context.Request.Body, JsonRpcJsonContext.Wire.JsonRpcRequest))!;
        if (call.Method == "tasks/get")
        {
            await WriteAsync(context, Answer(call, JsonSerializer.SerializeToElement(Task.ToV03(), V03JsonContext.Wire.V03Task)));
        }
        else if (call.Method == "tasks/cancel")
        {
            Interlocked.Increment(ref _cancellations);
            var canceled = Task with { Status = new() { State = TaskState.Canceled } };
            await WriteAsync(context, Answer(call, JsonSerializer.SerializeToElement(canceled.ToV03(), V03JsonContext.Wire.V03Task)));
        }
        else if (Refusal is not null)
        {
            await WriteAsync(context, new JsonRpcResponse { Id = call.Id, Error = Refusal });
        }
        else if (call.Method == "message/send")
        {
            await WriteAsync(context, Answer(call, JsonSerializer.SerializeToElement(Submitted.ToV03(), V03JsonContext.Wire.V03Task)));
        }
        else
        {
            await StreamAsync(context, call);
        }
    }

    private async Task StreamAsync(HttpContext context, JsonRpcRequest call)
    {
        PushConfig = call.Params!.Value.Deserialize(V03JsonContext.Wire.V03MessageSendParams)!.Configuration!.PushNotificationConfig;
        TraceParent = context.Request.Headers.TraceParent;
        using var registration = context.RequestAborted.Register(() => _hungUp.TrySetResult());
        context.Response.ContentType = "text/event-stream";
        var update = new TaskStatusUpdateEvent { TaskId = TaskId, ContextId = Task.ContextId, Status = new() { State = StreamedState } };
        await EventAsync(context, "1-0", Answer(call, JsonSerializer.SerializeToElement(Submitted.ToV03(), V03JsonContext.Wire.V03Task)));
        await EventAsync(context, "2-0", Answer(call, JsonSerializer.SerializeToElement(update.ToV03(), V03JsonContext.Wire.V03StatusUpdate)));
        if (HoldsStream)
        {
            await HungUp;
            return;
        }

        var end = new TaskStatusUpdateEvent { TaskId = TaskId, ContextId = Task.ContextId, Status = Task.Status };
        await EventAsync(context, "3-0", Answer(call, JsonSerializer.SerializeToElement(end.ToV03(), V03JsonContext.Wire.V03StatusUpdate)));
    }

    private static JsonRpcResponse Answer(JsonRpcRequest call, JsonElement result) => new() { Id = call.Id, Result = result };

    private static Task WriteAsync(HttpContext context, JsonRpcResponse response) =>
        context.Response.WriteAsJsonAsync(response, JsonRpcJsonContext.Wire.JsonRpcResponse);

    private static async Task EventAsync(HttpContext context, string id, JsonRpcResponse response)
    {
        await context.Response.WriteAsync($"id: {id}\ndata: {JsonSerializer.Serialize(response, JsonRpcJsonContext.Wire.JsonRpcResponse)}\n\n");
        await context.Response.Body.FlushAsync();
    }
}
