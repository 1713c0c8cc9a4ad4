using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;

namespace A2A.Server.Http.V1;

/// <summary>SendMessage and SendStreamingMessage (A2A 1.0, sections 3.1.1 and 3.1.2).</summary>
internal sealed class V1MessageMethods(TaskOperations tasks, StreamOperations streams, MessageRules rules)
{
    private static readonly MemberPlaces Places = new(
        ProtoJson.Of<SendMessageRequest>(),
        ("message", ProtoJson.Of<Message>()),
        ("configuration", ProtoJson.Of<SendMessageConfiguration>()));

    /// <summary>The result is <c>{"task":…}</c>, or <c>{"message":…}</c> where the agent answered directly.</summary>
    public async Task<Reply> SendAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused
            ? request.Error
            : Reply.From(await tasks.SendAsync(call.Context, request.Value, cancellationToken), A2AJson.Default.SendMessageResponse);
    }

    /// <summary>The results are the task, then its events; or the agent's direct answer.</summary>
    public async Task<Reply> StreamAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused
            ? request.Error
            : Reply.From(await streams.SendAsync(call.Context, request.Value, cancellationToken), item => item.Json);
    }

    private Outcome<SendMessageRequest> Read(OperationCall call) => call.Read<SendMessageRequest>()
        .Then(given => Outcome.Checked(given, Places.Check(call.Params)))
        .Then<SendMessageRequest>(given => given.Configuration is { Blocking: { } blocking } configuration
            ? given with { Configuration = configuration with { ReturnImmediately = !blocking } }
            : given)
        .Then(given => Outcome.Checked(given, HasMessage(call) ? null : NoMessage))
        .Then(given => rules.Check(given, call.Context.Agent));

    private static A2AError NoMessage { get; } =
        A2AError.InvalidParams("message", "is missing; send a message with role, parts and messageId.");

    private static bool HasMessage(OperationCall call) =>
        call.Params is { } given && given.TryGetProperty("message", out var message) && message.ValueKind != JsonValueKind.Null;
}
