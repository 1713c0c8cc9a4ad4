using A2A.Webhooks;

namespace A2A.WebhookReceiver.Redis;

/// <summary>Remembers used tokens for all replicas.</summary>
/// <remarks>
/// Throws <see cref="InboxUnavailableException"/> when Redis does not answer in time. The token may count as used then,
/// by which nothing is lost: a sender makes another one for every attempt.
/// </remarks>
internal sealed class RedisReplayGuard(ReceiverScripts redis) : IReplayGuard
{
    private readonly string _use = ReceiverScripts.Load("use-token.lua");

    public async Task<bool> TryUseAsync(string issuer, string tokenId, TimeSpan keep, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(keep.TotalSeconds));
        var answer = await redis.RunAsync(_use, [ReceiverKeys.Token(issuer, tokenId)], [seconds]).WaitAsync(cancellationToken);
        return (int)answer == 1;
    }
}
