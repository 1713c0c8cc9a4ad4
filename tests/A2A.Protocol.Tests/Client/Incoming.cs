using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Client;
using A2A.Protocol.Json;
using A2A.Protocol.JsonRpc;
using A2A.Protocol.V03;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace A2A.Protocol.Tests.Client;

/// <summary>A call as a server sees it, in whichever version and binding it came, and answers in the same.</summary>
internal sealed class Incoming(HttpContext context, JsonNode? body, ProtocolVersion version, ProtocolBinding binding)
{
    /// <summary>The JSON-RPC method of 1.0.</summary>
    public string Operation => binding switch
    {
        ProtocolBinding.JsonRpc => Newer(body!["method"]!.GetValue<string>()),
        ProtocolBinding.Grpc => context.Request.Path.Value!.Split('/')[^1],
        _ => OfPath(),
    };

    public string? LastEventId => context.Request.Headers["Last-Event-ID"] is [{ } id] ? id : null;

    public HttpContext Context => context;

    public JsonNode? Parameters => binding == ProtocolBinding.JsonRpc ? body!["params"] : body;

    public Task GiveTaskAsync(AgentTask task) => GiveAsync(version == ProtocolVersion.V10
        ? JsonSerializer.Serialize(task, A2AJson.Default.AgentTask)
        : JsonSerializer.Serialize(task.ToV03(), V03JsonContext.Wire.V03Task));

    public Task GiveSentAsync(AgentTask task) => GiveAsync(Item(new StreamResponse { Task = task }));

    public Task GiveSentAsync(Message message) => GiveAsync(Item(new StreamResponse { Message = message }));

    /// <summary>The task, in the form that the operation gives it.</summary>
    public Task GiveSentOrTaskAsync(AgentTask task) => Operation == "SendMessage" ? GiveSentAsync(task) : GiveTaskAsync(task);

    public Task GiveAsync(string result)
    {
        if (binding == ProtocolBinding.Grpc)
        {
            return GrpcWire.WriteAsync(context, result);
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Enveloped(result));
    }

    public Task RefuseAsync(int code, string reason, int status = 400, string details = "[]")
    {
        if (binding == ProtocolBinding.Grpc)
        {
            return GrpcWire.RefuseAsync(context, code == A2AErrorCode.InvalidParams ? StatusCode.InvalidArgument : StatusCode.FailedPrecondition, "Refused.", Any.Pack(
                new Google.Rpc.ErrorInfo { Reason = reason, Domain = "a2a-protocol.org", Metadata = { ["taskId"] = "task-1" } }));
        }

        context.Response.StatusCode = binding == ProtocolBinding.JsonRpc ? 200 : status;
        var info = $$"""{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"{{reason}}","domain":"a2a-protocol.org","metadata":{"taskId":"task-1"} }""";
        var all = details == "[]" ? $"[{info}]" : $"[{info},{details[1..]}";
        return context.Response.WriteAsync((binding, version) switch
        {
            (ProtocolBinding.JsonRpc, _) => $$$"""{"jsonrpc":"2.0","id":{{{body!["id"]}}},"error":{"code":{{{code}}},"message":"Refused.","data":{{{all}}} } }""",
            (_, ProtocolVersion.V10) => $$$"""{"error":{"code":{{{status}}},"status":"{{{(code == -32602 ? "INVALID_ARGUMENT" : "FAILED_PRECONDITION")}}}","message":"Refused.","details":{{{all}}} } }""",
            _ => $$"""{"code":{{code}},"message":"Refused."}""",
        });
    }

    /// <summary>An event; over gRPC the first one is the task, and its id the place that the headers name.</summary>
    public Task EventAsync(string? id, StreamResponse item) => binding == ProtocolBinding.Grpc
        ? GrpcWire.WriteAsync(context, Item(item), id)
        : AgentServer.EventAsync(context, (id is null ? "" : $"id: {id}\n") + $"data: {Enveloped(Item(item))}");

    /// <summary>Sends the headers of gRPC alone, with a place.</summary>
    public Task BeginAsync(string place) => GrpcWire.BeginAsync(context, place);

    private string Item(StreamResponse item) => version == ProtocolVersion.V10
        ? JsonSerializer.Serialize(item, A2AJson.Default.StreamResponse)
        : item switch
        {
            { Task: { } task } => JsonSerializer.Serialize(task.ToV03(), V03JsonContext.Wire.V03Task),
            { Message: { } message } => JsonSerializer.Serialize(message.ToV03(), V03JsonContext.Wire.V03Message),
            { StatusUpdate: { } update } => JsonSerializer.Serialize(update.ToV03(), V03JsonContext.Wire.V03StatusUpdate),
            _ => JsonSerializer.Serialize(item.ArtifactUpdate!.ToV03(), V03JsonContext.Wire.V03ArtifactUpdate),
        };

    private string Enveloped(string result) =>
        binding == ProtocolBinding.JsonRpc ? $$"""{"jsonrpc":"2.0","id":{{body!["id"]}},"result":{{result}}}""" : result;

    private string OfPath() => context.Request.Path.Value!.Split('/')[^1].Split(':') switch
    {
        ["message", "send"] => "SendMessage",
        ["message", "stream"] => "SendStreamingMessage",
        [_, "cancel"] => "CancelTask",
        [_, "subscribe"] => "SubscribeToTask",
        _ => "GetTask",
    };

    private static string Newer(string method) => method switch
    {
        "message/send" => "SendMessage",
        "message/stream" => "SendStreamingMessage",
        "tasks/get" => "GetTask",
        "tasks/cancel" => "CancelTask",
        "tasks/resubscribe" => "SubscribeToTask",
        _ => method,
    };
}

/// <summary>Every version over every binding.</summary>
internal static class Ways
{
    /// <summary>Those that have the card, and HTTP's answers, at the endpoint itself.</summary>
    public static TheoryData<ProtocolVersion, ProtocolBinding> Http { get; } = new()
    {
        { ProtocolVersion.V10, ProtocolBinding.JsonRpc },
        { ProtocolVersion.V10, ProtocolBinding.HttpJson },
        { ProtocolVersion.V03, ProtocolBinding.JsonRpc },
        { ProtocolVersion.V03, ProtocolBinding.HttpJson },
    };

    public static TheoryData<ProtocolVersion, ProtocolBinding> All { get; } = [.. Http, (ProtocolVersion.V10, ProtocolBinding.Grpc)];
}

/// <summary>Tasks and events for tests.</summary>
internal static class Events
{
    public static AgentTask Task(TaskState state, string id = "task-1") => new() { Id = id, ContextId = "context-1", Status = new() { State = state } };

    public static StreamResponse Snapshot(TaskState state) => new() { Task = Task(state) };

    public static StreamResponse Status(TaskState state, string? text = null) => new()
    {
        StatusUpdate = new()
        {
            TaskId = "task-1",
            ContextId = "context-1",
            Status = new() { State = state, Message = text is null ? null : new() { MessageId = text, Role = Role.Agent, Parts = [Part.Of(text)] } },
        },
    };

    /// <summary>The task, eleven steps and the end.</summary>
    public static IReadOnlyList<StreamResponse> Log { get; } =
        [Snapshot(TaskState.Submitted), .. Enumerable.Range(1, 11).Select(step => Status(TaskState.Working, $"step {step}")), Status(TaskState.Completed)];

    public static string Told(StreamResponse item) => item switch
    {
        { Task: { } task } => $"task {task.Status.State}",
        { StatusUpdate.Status.Message: { } message } => message.Text,
        { StatusUpdate: { } update } => $"{update.Status.State}",
        { Message: { } message } => message.Text,
        _ => "artifact",
    };

    public static async Task<List<StreamItem>> ListAsync(IAsyncEnumerable<StreamItem> items)
    {
        var list = new List<StreamItem>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
