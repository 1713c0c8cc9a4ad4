using A2A.AgentApi.Tasks;
using A2A.Protocol.Signing;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push.Keys;

/// <summary>The keys of this server, the same for all its replicas. The first start makes one.</summary>
/// <remarks>
/// A key signs only after it has been published for a while, so that whoever keeps the key set has it by then. Time is the
/// store's. All methods throw <see cref="StorageUnavailableException"/> when they need the store and it does not answer.
/// </remarks>
internal sealed partial class SigningKeys(ISigningKeyStore store, IOptions<SigningOptions> options, TimeProvider time, ILogger<SigningKeys> logger)
{
    private readonly KeySchedule _schedule = KeySchedule.Of(options.Value);
    private readonly Lock _lock = new();
    private KeyReading? _reading;

    /// <summary>The key that signs now.</summary>
    public async Task<SigningKey> CurrentAsync(CancellationToken cancellationToken)
    {
        // Who has not heard from the store for so long might have missed that another key signs.
        var reading = Known is { } known && time.GetElapsedTime(known.At) <= _schedule.PublishAhead ? known : await RefreshAsync(cancellationToken);
        return KeySchedule.Current(reading.Keys, NowOf(reading));
    }

    /// <summary>What everybody may know: the public part of every key that is published, first of the one that signs.</summary>
    public async Task<JsonWebKeySet> PublicAsync(CancellationToken cancellationToken) =>
        new() { Keys = (await PublishedAsync(cancellationToken)).Select(published => published.Key.ToPublic()).ToList() };

    /// <summary>The keys that are published, without any part of them.</summary>
    public async Task<IReadOnlyList<ListedKey>> ListAsync(CancellationToken cancellationToken) =>
        (await PublishedAsync(cancellationToken)).Select(published => published.ToListed()).ToList();

    /// <summary>Publishes a next key, which signs after <see cref="SigningOptions.PublishAhead"/>; one that waits already stays the next.</summary>
    public async Task<SigningKey> RotateAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var reading = await RefreshAsync(cancellationToken);
            if (KeySchedule.Next(reading.Keys, reading.Stored.Now) is { } next)
            {
                return next;
            }

            await TryAddNextAsync(reading.Stored, cancellationToken);
        }
    }

    /// <summary>Takes a key out of the published set at once. When it is the one that signs, the next one signs at once, or a new one.</summary>
    /// <returns>False when there is no such key.</returns>
    public async Task<bool> RevokeAsync(string kid, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = (await RefreshAsync(cancellationToken)).Stored;
            if (stored.Keys.All(key => key.Kid != kid))
            {
                return false;
            }

            var isCurrent = KeySchedule.Current(stored.Keys, stored.Now).Kid == kid;
            var starting = isCurrent ? KeySchedule.Next(stored.Keys, stored.Now) ?? SigningKey.New(stored.Now) : null;
            var kept = Published(stored).Where(key => key.Kid != kid && key.Kid != starting?.Kid);
            if (await store.ReplaceAsync(stored, kept, starting, TimeSpan.Zero, cancellationToken))
            {
                LogRevoked(kid);
                await RefreshAsync(cancellationToken);
                return true;
            }
        }
    }

    /// <summary>Takes over what others have changed, and does what is due: a first or next key, the end of an old one, the return of keys that the store has lost.</summary>
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

    // True when the keys must be read again, whether or not somebody was quicker.
    private async Task<bool> TryChangeAsync(StoredKeys stored, CancellationToken cancellationToken)
    {
        if (stored.Keys.Count == 0)
        {
            await BeginAsync(stored, cancellationToken);
            return true;
        }

        if (_schedule.IsTimeToRotate(stored.Keys, stored.Now))
        {
            await TryAddNextAsync(stored, cancellationToken);
            return true;
        }

        var published = Published(stored);
        if (stored.MustRewrite || published.Count < stored.Keys.Count)
        {
            await store.ReplaceAsync(stored, published, starting: null, TimeSpan.Zero, cancellationToken);
            return true;
        }

        return false;
    }

    private async Task BeginAsync(StoredKeys stored, CancellationToken cancellationToken)
    {
        if (Known is { } known)
        {
            await store.ReplaceAsync(stored, known.Keys, starting: null, TimeSpan.Zero, cancellationToken);
            LogPutBack(known.Keys.Count);
            return;
        }

        await store.ReplaceAsync(stored, [], SigningKey.New(stored.Now), TimeSpan.Zero, cancellationToken);
    }

    private async Task TryAddNextAsync(StoredKeys stored, CancellationToken cancellationToken)
    {
        var next = SigningKey.New(stored.Now);
        if (await store.ReplaceAsync(stored, Published(stored), next, _schedule.PublishAhead, cancellationToken))
        {
            LogNext(next.Kid, _schedule.PublishAhead);
        }
    }

    private async Task<IReadOnlyList<PublishedKey>> PublishedAsync(CancellationToken cancellationToken)
    {
        var reading = Known ?? await RefreshAsync(cancellationToken);
        return _schedule.Published(reading.Keys, NowOf(reading));
    }

    private List<SigningKey> Published(StoredKeys stored) => _schedule.Published(stored.Keys, stored.Now).Select(published => published.Key).ToList();

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
