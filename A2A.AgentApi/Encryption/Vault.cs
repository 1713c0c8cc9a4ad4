namespace A2A.AgentApi.Encryption;

/// <summary>Encrypts what must not lie in the store in clear, and reads what any replica has encrypted.</summary>
/// <remarks>
/// A key is in the store before anything is encrypted with it. Whoever meets one that he does not know reads the ring
/// again, so no replica depends on when another one has read it. All methods throw what the store throws when it does
/// not answer, and <see cref="InvalidOperationException"/> when the ring is encrypted with a key that is not given.
/// </remarks>
internal sealed partial class Vault
{
    private readonly IKeyRingStore _store;
    private readonly RingSeal _seal;
    private readonly TimeProvider _time;
    private readonly ILogger<Vault> _logger;
    private readonly Turns<KeyRing> _refresh;
    private volatile KeyRing? _ring;

    public Vault(IKeyRingStore store, RingSeal seal, TimeProvider time, ILogger<Vault> logger)
    {
        (_store, _seal, _time, _logger) = (store, seal, time, logger);
        // Shared by callers, none of whom may cancel it for the others; the store has deadlines of its own.
        _refresh = new(() => RefreshNowAsync(CancellationToken.None));
    }

    /// <summary>The text, readable only for the same use.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Which one: what was sealed for one name does not open for another.</param>
    public async Task<string> SealAsync(string kind, string name, string text, CancellationToken cancellationToken) =>
        (await RingAsync(cancellationToken)).Seal(kind, name, text);

    /// <summary>The text as it was; null when it cannot be decrypted, and never will be.</summary>
    public async Task<string?> OpenAsync(string kind, string name, string sealedText, CancellationToken cancellationToken)
    {
        var ring = await RingAsync(cancellationToken);
        if (ring.TryOpen(kind, name, sealedText, out var text))
        {
            return text;
        }

        var newer = await _refresh.NextAsync().WaitAsync(cancellationToken);
        return newer != ring && newer.TryOpen(kind, name, sealedText, out text) ? text : null;
    }

    /// <summary>Takes over what others have added, puts back what the store has lost, and adds a key when it is time.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _refresh.NextAsync().WaitAsync(cancellationToken);

    private async Task<KeyRing> RingAsync(CancellationToken cancellationToken) =>
        _ring ?? await _refresh.AnyAsync().WaitAsync(cancellationToken);

    private async Task<KeyRing> RefreshNowAsync(CancellationToken cancellationToken)
    {
        if (_ring is { } known && !known.NeedsKey(_time.GetUtcNow()))
        {
            var names = await _store.NamesAsync(cancellationToken);
            await PutBackAsync(known, names, cancellationToken);
            if (names.All(known.Elements.ContainsKey))
            {
                return known;
            }
        }

        return _ring = await ReadAsync(cancellationToken);
    }

    private async Task<KeyRing> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await _store.ReadAsync(cancellationToken);
            var ring = KeyRing.Of(stored.ToDictionary(element => element.Key, element => _seal.Open(element.Key, element.Value)));
            if (!ring.NeedsKey(_time.GetUtcNow()))
            {
                await RewriteAsync(stored, ring, cancellationToken);
                return ring;
            }

            // Of several who want to add one, one does; then all read it.
            var (name, xml) = ring.NewKey(_time.GetUtcNow());
            await _store.AddAsync(name, _seal.Close(name, xml), stored.Count, cancellationToken);
            LogNewKey(name);
        }
    }

    private async Task PutBackAsync(KeyRing known, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var (name, xml) in known.Elements.Where(element => !names.Contains(element.Key)))
        {
            await _store.PutBackAsync(name, _seal.Close(name, xml), cancellationToken);
            LogPutBack(name);
        }
    }

    // So that an earlier key can be taken away once all replicas have started with the new one.
    private async Task RewriteAsync(IReadOnlyDictionary<string, string> stored, KeyRing ring, CancellationToken cancellationToken)
    {
        foreach (var name in stored.Where(element => !_seal.IsCurrent(element.Value)).Select(element => element.Key))
        {
            await _store.RewriteAsync(name, _seal.Close(name, ring.Elements[name]), cancellationToken);
            LogRewritten(name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The key ring needed a new key: {Element}")]
    private partial void LogNewKey(string element);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key ring in Redis had lost {Element}; it is back")]
    private partial void LogPutBack(string element);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Element} of the key ring is now encrypted with the current Encryption:Key")]
    private partial void LogRewritten(string element);
}
