namespace A2A.Protocol.Webhooks;

/// <summary>Remembers used tokens in this process: enough for a receiver that runs once and may forget when it restarts.</summary>
/// <remarks>
/// Its memory is bounded. When it is full of tokens that have not expired, it takes no more, because one that it forgot
/// could be used again: <see cref="TryUseAsync"/> throws, so that the sender is told to try again later.
/// </remarks>
public sealed class MemoryReplayGuard(TimeProvider time) : IReplayGuard
{
    /// <summary>How many tokens it remembers: about 200 webhooks a second for as long as tokens live.</summary>
    public const int Capacity = 100_000;

    /// <summary>Far longer than an id needs to be; longer ones would let a sender fill the memory.</summary>
    public const int LongestId = 512;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Issuer, string TokenId)> _used = [];
    private readonly PriorityQueue<(string Issuer, string TokenId), DateTimeOffset> _byEnd = new();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The issuer or the id is longer than <see cref="LongestId"/>.</exception>
    /// <exception cref="InvalidOperationException">The memory is full.</exception>
    public Task<bool> TryUseAsync(string issuer, string tokenId, TimeSpan keep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(tokenId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(issuer.Length, LongestId, nameof(issuer));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokenId.Length, LongestId, nameof(tokenId));
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(TryUse((issuer, tokenId), keep));
    }

    private bool TryUse((string Issuer, string TokenId) token, TimeSpan keep)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Forget(now);
            if (_used.Contains(token))
            {
                return false;
            }

            if (_used.Count >= Capacity)
            {
                throw new InvalidOperationException(
                    $"{Capacity} tokens that have not expired are remembered, which is the most; use a replay guard with a store.");
            }

            _used.Add(token);
            _byEnd.Enqueue(token, now + keep);
            return true;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_byEnd.TryPeek(out var oldest, out var end) && end <= now)
        {
            _byEnd.Dequeue();
            _used.Remove(oldest);
        }
    }
}
