using A2A.Protocol.Json;

namespace A2A.AgentApi.Http.V03;

/// <summary><c>agent/getAuthenticatedExtendedCard</c> (A2A 0.3, section 7.10).</summary>
internal static class CardMethods
{
    /// <summary>The result is the card.</summary>
    public static async Task<Reply> ExtendedAsync(OperationCall call, CancellationToken cancellationToken) =>
        Reply.From(await CardOperations.ExtendedCardAsync(call.Context, cancellationToken), A2AJson.Default.AgentCard);
}
