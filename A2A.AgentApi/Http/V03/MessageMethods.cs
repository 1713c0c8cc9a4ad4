using A2A.Protocol;
using A2A.Protocol.V03;

namespace A2A.AgentApi.Http.V03;

/// <summary><c>message/send</c> and <c>message/stream</c> (A2A 0.3, sections 7.1 and 7.2).</summary>
internal sealed class MessageMethods(TaskOperations tasks, StreamOperations streams, MessageRules rules)
{
    /// <summary>The result is the task, or the agent's direct answer.</summary>
    public async Task<Reply> SendAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused
            ? request.Error
            : V03Reply.From(await tasks.SendAsync(call.Context, request.Value, cancellationToken));
    }

    /// <summary>The results are the task, then its events; or the agent's direct answer.</summary>
    public async Task<Reply> StreamAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var request = Read(call);
        return request.IsRefused ? request.Error : V03Reply.From(await streams.SendAsync(call.Context, request.Value, cancellationToken));
    }

    private Outcome<SendMessageRequest> Read(OperationCall call) => call.Read(V03JsonContext.Wire.V03MessageSendParams)
        .Then(MessageShape.Check)
        .Then(given => rules.Check(WithWish(given.ToModel()), call.Context.Agent));

    // With a push config and no other wish the answer comes at once: the webhook tells of the rest.
    private static SendMessageRequest WithWish(SendMessageRequest request) =>
        request.Configuration is { ReturnImmediately: null, TaskPushNotificationConfig: not null } configuration
            ? request with { Configuration = configuration with { ReturnImmediately = true } }
            : request;
}
