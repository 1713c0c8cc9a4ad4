using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using A2A.Protocol.V03.Proto;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;

namespace A2A.Server.Http.V03;

/// <summary><c>message/send</c> and <c>message/stream</c> (A2A 0.3, sections 7.1 and 7.2).</summary>
internal sealed class V03MessageMethods(TaskOperations tasks, StreamOperations streams, MessageRules rules)
{
    private static readonly MemberPlaces PlainPlaces = new(
        ProtoJson.PlainOf<V03MessageSendParams>(),
        ("message", ProtoJson.PlainOf<V03Message>()),
        ("configuration", ProtoJson.PlainOf<V03SendConfiguration>()));

    private static readonly MemberPlaces ProtoPlaces = new(
        ProtoJson.Of<V03ProtoSendRequest>(),
        ("message", ProtoJson.Of<V03ProtoMessage>()),
        ("request", ProtoJson.Of<V03ProtoMessage>()), // the same by its other name
        ("configuration", ProtoJson.Of<V03ProtoSendConfiguration>()));

    /// <summary>The result is the task, or the agent's direct answer.</summary>
    public async Task<Reply> SendAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused
            ? request.Error
            : V03Reply.From(call, await tasks.SendAsync(call.Context, request.Value, cancellationToken));
    }

    /// <summary>The results are the task, then its events; or the agent's direct answer.</summary>
    public async Task<Reply> StreamAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused
            ? request.Error
            : V03Reply.From(call, await streams.SendAsync(call.Context, request.Value, cancellationToken));
    }

    private Outcome<SendMessageRequest> Read(OperationCall call) =>
        (V03Forms.Of(call) == V03Form.Plain ? ReadPlain(call) : ReadProto(call))
            .Then(given => rules.Check(WithWish(given), call.Context.Agent));

    private static Outcome<SendMessageRequest> ReadPlain(OperationCall call) =>
        call.Read<V03MessageSendParams>()
            .Then(given => Outcome.Checked(given, PlainPlaces.Check(call.Params)))
            .Then(MessageShape.Check)
            .Then<SendMessageRequest>(given => given.ToModel());

    private static Outcome<SendMessageRequest> ReadProto(OperationCall call) =>
        call.Read<V03ProtoSendRequest>()
            .Then(given => Outcome.Checked(given, ProtoPlaces.Check(call.Params)))
            .Then(MessageShape.Check)
            .Then<SendMessageRequest>(given => given.ToModel());

    // With a push config and no other wish the answer comes at once: the webhook tells of the rest.
    private static SendMessageRequest WithWish(SendMessageRequest request) =>
        request.Configuration is { ReturnImmediately: null, TaskPushNotificationConfig: not null } configuration
            ? request with { Configuration = configuration with { ReturnImmediately = true } }
            : request;
}
