using A2A.Protocol;

namespace A2A.AgentApi.Http;

/// <summary>What callers do with cards beyond reading the public one.</summary>
internal static class CardOperations
{
    /// <summary>The card for callers who have shown who they are.</summary>
    public static Task<Outcome<AgentCard>> ExtendedCardAsync(CallContext call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Outcome<AgentCard>>(A2AError.ExtendedCardNotConfigured);
    }
}
