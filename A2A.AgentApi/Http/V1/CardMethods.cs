using A2A.Protocol.Json;

namespace A2A.AgentApi.Http.V1;

/// <summary>GetExtendedAgentCard (A2A 1.0, section 3.1.11).</summary>
internal static class CardMethods
{
    /// <summary>The result is the card.</summary>
    public static async Task<Reply> ExtendedAsync(OperationCall call, CancellationToken cancellationToken) =>
        Reply.From(await CardOperations.ExtendedCardAsync(call.Context, cancellationToken), A2AJson.Default.AgentCard);
}
