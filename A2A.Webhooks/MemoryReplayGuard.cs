using System.Security.Cryptography;
using System.Text;

namespace A2A.Webhooks;

/// <summary>Remembers used tokens in this process: enough for a receiver that runs once and may forget when it restarts.</summary>
/// <remarks>
/// Its memory is bounded. When it is full of tokens that have not expired it takes no more, because one that it forgot
/// could be used again: <see cref="TryUseAsync"/> throws, and the sender is to be told to try again later.
/// </remarks>
public sealed class MemoryReplayGuard(TimeProvider time) : IReplayGuard
{
    /// <summary>
    /// How many tokens it remembers: more than 250 webhooks a second, each remembered for a quarter of an hour, in about 30 MB.
    /// </summary>
    public const int Capacity = 250_000;

    private readonly Lock _lock = new();
    private readonly HashSet<UsedToken> _used = [];
    private readonly PriorityQueue<UsedToken, DateTimeOffset> _byEnd = new();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The memory is full.</exception>
    public Task<bool> TryUseAsync(string issuer, string tokenId, TimeSpan keep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(tokenId);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(TryUse(UsedToken.Of(issuer, tokenId), time.GetUtcNow(), keep));
    }

    private bool TryUse(UsedToken token, DateTimeOffset now, TimeSpan keep)
    {
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
                    $"{Capacity} tokens are remembered that have not expired, and no more can be; use a replay guard with a store.");
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

    /// <summary>A digest, so that the length of ids does not matter.</summary>
    private readonly record struct UsedToken(UInt128 First, UInt128 Second)
    {
        public static UsedToken Of(string issuer, string tokenId)
        {
            // The length goes first, so that no other issuer and id make the same text.
            var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer.Length} {issuer}{tokenId}"));
            return new(BitConverter.ToUInt128(digest), BitConverter.ToUInt128(digest, sizeof(ulong) * 2));
        }
    }
}
