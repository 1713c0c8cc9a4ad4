using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Push.Keys;

/// <summary>The keys of this server, the same for all its replicas. The first start makes one.</summary>
/// <remarks>
/// A key signs only after it has been published for a while, so that every receiver that keeps the key set has it by then.
/// Time is the store's. All methods throw <see cref="StorageUnavailableException"/> when they need the store and it does
/// not answer.
/// </remarks>
internal sealed partial class SigningKeys(
    ISigningKeyStore store, IOptions<SigningOptions> options, TimeProvider time, ILogger<SigningKeys> logger)
{
    private readonly KeySchedule _schedule = KeySchedule.Of(options.Value);
    private readonly Lock _lock = new();
    private KeyReading? _reading;

    /// <summary>The key that signs now.</summary>
    public async Task<SigningKey> CurrentAsync(CancellationToken cancellationToken)
    {
        // A replica that has not heard from the store for so long might have missed that another key signs.
        var reading = Known is { } known && time.GetElapsedTime(known.At) <= _schedule.PublishAhead
            ? known
            : await RefreshAsync(cancellationToken);
        return KeySchedule.Current(reading.Keys, NowOf(reading));
    }

    /// <summary>What is published: the public part of every published key, first of the one that signs.</summary>
    public async Task<IReadOnlyList<JsonWebKey>> PublicAsync(CancellationToken cancellationToken) =>
        (await PublishedAsync(cancellationToken)).Select(published => published.Key.ToPublic()).ToList();

    /// <summary>The keys that are published, without any part of them.</summary>
    public async Task<IReadOnlyList<ListedKey>> ListAsync(CancellationToken cancellationToken) =>
        (await PublishedAsync(cancellationToken)).Select(published => published.ToListed()).ToList();

    /// <summary>
    /// Takes over what others have changed, and does what is due: a first or next key, the end of an old one, the return of
    /// keys that the store has lost.
    /// </summary>
    public async Task<KeyReading> RefreshAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var began = time.GetTimestamp();
            var stored = await store.ReadAsync(cancellationToken);
            if (!await TryChangeAsync(stored, cancellationToken))
            {
                // From after the answer: the time may seem earlier than it is, but never later, so that no key signs too early.
                return Adopt(new KeyReading(stored, began, time.GetTimestamp()));
            }
        }
    }

    private async Task<IReadOnlyList<PublishedKey>> PublishedAsync(CancellationToken cancellationToken)
    {
        var reading = await RecentAsync(cancellationToken);
        return _schedule.Published(reading.Keys, NowOf(reading));
    }

    // So recent that a key which signs somewhere is in it, with time to spare for receivers that keep it.
    private async Task<KeyReading> RecentAsync(CancellationToken cancellationToken)
    {
        var known = Known;
        if (known is not null && time.GetElapsedTime(known.At) <= _schedule.PublishAhead / 2)
        {
            return known;
        }

        try
        {
            return await RefreshAsync(cancellationToken);
        }
        catch (StorageUnavailableException) when (known is not null)
        {
            return known; // while the store is away no key changes, unless this replica alone has lost it
        }
    }

    private KeyReading? Known => Volatile.Read(ref _reading);

    // Of two that overlap, the one that began later counts.
    private KeyReading Adopt(KeyReading reading)
    {
        lock (_lock)
        {
            return _reading = _reading is { } known && known.Began > reading.Began ? known : reading;
        }
    }

    private DateTimeOffset NowOf(KeyReading reading) => reading.Stored.Now + time.GetElapsedTime(reading.At);
}
