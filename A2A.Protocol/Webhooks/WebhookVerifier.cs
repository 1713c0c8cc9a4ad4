using A2A.Protocol.Jwt;

namespace A2A.Protocol.Webhooks;

/// <summary>
/// Decides whether a webhook is genuine: at least one proof must be there, and every proof that is there must hold.
/// </summary>
/// <remarks>Pure but for the clock, the sources of keys and the replay guard; safe for use by several threads.</remarks>
public sealed class WebhookVerifier
{
    private static readonly string[] Decisive =
        [.. WebhookHeaders.Secret, WebhookHeaders.Id, WebhookHeaders.Timestamp, WebhookHeaders.A2ATimestamp, WebhookHeaders.A2ATaskId];

    private readonly IWebhookScheme[] _schemes;
    private readonly AuthorizationScheme _authorization;
    private readonly TokenUse? _use;

    /// <summary>Makes a verifier that trusts what <paramref name="trust"/> says, by the clock of <paramref name="time"/>.</summary>
    /// <param name="trust">Whom it trusts.</param>
    /// <param name="time">Says what is too old.</param>
    /// <param name="replays">Remembers tokens, so that each counts once; null to let them count as often as they come until they expire.</param>
    /// <exception cref="ArgumentException">An issuer cannot be trusted as it is configured; the message names it and the remedy.</exception>
    public WebhookVerifier(WebhookTrust trust, TimeProvider time, IReplayGuard? replays = null)
    {
        ArgumentNullException.ThrowIfNull(trust);
        var timestamps = new TimestampRule(trust.Tolerance, time);
        _schemes =
        [
            new StandardWebhooksScheme(trust.Secrets, timestamps),
            new BodySignatureScheme(WebhookHeaders.A2ASignature, trust.Secrets, timestamps, requiresTime: true),
            new BodySignatureScheme(WebhookHeaders.WebhookSignature, trust.Secrets, timestamps, requiresTime: false),
            .. WebhookHeaders.Tokens.Select(header => new SharedTextScheme("token", header, trust.Tokens)),
        ];
        _authorization = new AuthorizationScheme(trust, time);
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

        List<WebhookProof> proofs = [.. _schemes.Select(scheme => scheme.Check(request))];
        if (!proofs.Exists(proof => proof is WebhookProof.Invalid))
        {
            proofs.Add(await _authorization.CheckAsync(request, cancellationToken));
        }

        var token = proofs.OfType<WebhookProof.Valid>().Select(proof => proof.Token).FirstOrDefault(claims => claims is not null);
        var verdict = Judge(proofs, token);
        return verdict is WebhookVerdict.Verified && token is not null && _use is not null && !await _use.TryAsync(token, cancellationToken)
            ? new WebhookVerdict.Refused("The token was used before: a webhook with its jti has come already.") { IsReplay = true }
            : verdict;
    }

    private static WebhookVerdict Judge(List<WebhookProof> proofs, TokenClaims? token)
    {
        var valid = proofs.OfType<WebhookProof.Valid>().ToList();
        return proofs.OfType<WebhookProof.Invalid>().FirstOrDefault() is { } invalid ? new WebhookVerdict.Refused(invalid.Reason)
            : proofs.OfType<WebhookProof.Unknown>().FirstOrDefault() is { } unknown ? new WebhookVerdict.Undecided(unknown.Reason)
            : valid.Count == 0 ? new WebhookVerdict.Refused("There is neither a signature nor a token.")
            : new WebhookVerdict.Verified([.. valid.Select(proof => proof.Scheme).Distinct()])
            {
                TaskId = token?.Text(WebhookToken.TaskIdClaim),
                Issuer = token?.Issuer,
            };
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

    /// <summary>Senders whose tokens in <c>Authorization: Bearer</c> are trusted; while there are none, tokens are no proof and not looked at.</summary>
    public IReadOnlyList<WebhookIssuer> Issuers { get; init; } = [];

    /// <summary>How far the time of a signed webhook may be from now, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);
}
