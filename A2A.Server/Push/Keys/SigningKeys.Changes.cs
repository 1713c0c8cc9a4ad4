namespace A2A.Server.Push.Keys;

/// <summary>How keys change: each change is one step in the store, which only one replica makes.</summary>
internal sealed partial class SigningKeys
{
    /// <summary>
    /// Publishes a next key, which signs after <see cref="SigningOptions.PublishAhead"/>; one that waits already stays the next.
    /// </summary>
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

    /// <summary>
    /// Takes a key out of the published set at once. When it is the one that signs, the next one signs at once, or a new one.
    /// </summary>
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

    // True when the keys must be read again, whether or not another replica was quicker.
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

        // Only at the start: while the key is being changed, replicas with the old and the new one would rewrite each other's for ever.
        var mustRewrite = Known is null && stored.MustRewrite;
        var published = Published(stored);
        if (mustRewrite || published.Count < stored.Keys.Count)
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

    private List<SigningKey> Published(StoredKeys stored) =>
        _schedule.Published(stored.Keys, stored.Now).Select(published => published.Key).ToList();
}
