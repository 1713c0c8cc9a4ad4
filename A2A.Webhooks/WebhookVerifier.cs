using A2A.Webhooks.Jwt;

namespace A2A.Webhooks;

/// <summary>
/// Decides whether a webhook is genuine: at least one proof must be there, and every proof that is there must hold.
/// </summary>
/// <remarks>Pure but for the clock, the sources of keys and the replay guard; safe for use by several threads.</remarks>
public sealed class WebhookVerifier
{
    private static readonly string[] Decisive =
        [.. WebhookHeaders.Secret, WebhookHeaders.Id, WebhookHeaders.Timestamp, WebhookHeaders.A2ATimestamp, WebhookHeaders.A2ATaskId];

    private readonly IWebhookCheck[] _ofBody;
    private readonly IWebhookCheck[] _others;
    private readonly TokenUse? _use;
    private readonly IReadOnlyList<string> _sufficient;

    /// <summary>Makes a verifier that trusts what <paramref name="trust"/> says, by the clock of <paramref name="time"/>.</summary>
    /// <param name="trust">What it trusts.</param>
    /// <param name="time">Says what is too old.</param>
    /// <param name="replays">
    /// Remembers tokens, so that each counts once; null to let them count as often as they come until they expire.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An issuer cannot be trusted as it is configured, or a scheme is unknown; the message names it and the remedy.
    /// </exception>
    public WebhookVerifier(WebhookTrust trust, TimeProvider time, IReplayGuard? replays = null)
    {
        ArgumentNullException.ThrowIfNull(trust);
        ThrowIfUnknown(trust.Sufficient);
        _sufficient = trust.Sufficient;
        _ofBody = [.. WebhookSchemes.All.Where(scheme => scheme.IsBodySigned).Select(scheme => scheme.For(trust, time))];
        _others =
        [
            .. WebhookSchemes.All.Where(scheme => !scheme.IsBodySigned).Reverse().Select(scheme => scheme.For(trust, time)),
        ]; // the stronger first
        _use = replays is null ? null : new TokenUse(replays, trust.Tolerance, time);
    }

    /// <summary>Checks every proof in the request, and last of all that the signed token was not used before.</summary>
    /// <remarks>What the replay guard throws comes through: then nothing is decided, and the sender should try again later.</remarks>
    public async Task<WebhookVerdict> VerifyAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Decisive.FirstOrDefault(request.IsRepeated) is { } repeated)
        {
            return new WebhookVerdict.Refused($"{repeated} came more than once.");
        }

        // Signatures are checked first, and the first that does not hold decides: with a forged signature, the answer does not
        // tell whether a guessed token was right.
        List<WebhookProof> proofs = [];
        await AddAsync(_ofBody);
        if (!proofs.Exists(proof => proof is WebhookProof.Invalid))
        {
            await AddAsync(_others);
        }

        var token = proofs.OfType<WebhookProof.Valid>().Select(proof => proof.Token).FirstOrDefault(claims => claims is not null);
        var verdict = Judge(proofs, token);
        return verdict is WebhookVerdict.Verified && token is not null && _use is not null && !await _use.TryAsync(token, cancellationToken)
            ? new WebhookVerdict.Refused("The token was used before: a webhook with its jti has come already.") { IsReplay = true }
            : verdict;

        async Task AddAsync(IWebhookCheck[] checks)
        {
            foreach (var check in checks)
            {
                proofs.Add(await check.CheckAsync(request, cancellationToken));
            }
        }
    }

    private WebhookVerdict Judge(List<WebhookProof> proofs, TokenClaims? token) =>
        proofs.Find(proof => proof is WebhookProof.Invalid or WebhookProof.Unknown) switch
        {
            WebhookProof.Invalid invalid => new WebhookVerdict.Refused(invalid.Reason),
            WebhookProof.Unknown unknown => new WebhookVerdict.Undecided(unknown.Reason) { RetryAfter = unknown.RetryAfter },
            _ => Judge(
                [.. proofs.OfType<WebhookProof.Valid>().Select(proof => proof.Scheme).OrderBy(WebhookSchemes.PlaceOf).Distinct()], token),
        };

    private WebhookVerdict Judge(IReadOnlyList<string> schemes, TokenClaims? token) =>
        schemes.Count == 0 ? new WebhookVerdict.Refused("There is neither a signature nor a token.")
        : _sufficient.Count > 0 && !schemes.Any(_sufficient.Contains)
            ? new WebhookVerdict.Refused(
                $"It is proven by {string.Join(", ", schemes)} alone; wanted here is one of {string.Join(", ", _sufficient)}.")
        : new WebhookVerdict.Verified(schemes) { TaskId = token?.Text(WebhookToken.TaskIdClaim), Issuer = token?.Issuer };

    private static void ThrowIfUnknown(IReadOnlyList<string> sufficient)
    {
        if (sufficient.FirstOrDefault(name => !WebhookSchemes.Names.Contains(name)) is { } unknown)
        {
            throw new ArgumentException(
                $"{nameof(WebhookTrust.Sufficient)} has '{unknown}'; it must be one of {string.Join(", ", WebhookSchemes.Names)}.",
                nameof(sufficient));
        }
    }
}

/// <summary>What a receiver trusts.</summary>
public sealed record WebhookTrust
{
    /// <summary>
    /// Secrets by which webhooks may be signed, and the HS256 tokens of every issuer, because one agreed secret signs both;
    /// several while they rotate or for several senders.
    /// </summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; init; } = [];

    /// <summary>Notification tokens that were given to senders.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Whole values of <c>Authorization</c>; while there are none, the header is no proof and not looked at.</summary>
    public IReadOnlyList<string> Authorizations { get; init; } = [];

    /// <summary>
    /// Senders of trusted tokens in <c>Authorization: Bearer</c>; while there are none, tokens are no proof and not looked at.
    /// </summary>
    public IReadOnlyList<WebhookIssuer> Issuers { get; init; } = [];

    /// <summary>
    /// Schemes (<see cref="WebhookSchemes.Names"/>) of which at least one must hold; none = any one is enough. An attacker that
    /// takes proofs away from a genuine webhook leaves the weaker ones: what must not suffice alone is not named here.
    /// </summary>
    public IReadOnlyList<string> Sufficient { get; init; } = [];

    /// <summary>How far the time of a signed webhook may be from now, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);
}
