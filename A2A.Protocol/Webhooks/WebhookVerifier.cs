namespace A2A.Protocol.Webhooks;

/// <summary>
/// Decides whether a webhook is genuine: at least one proof must be there, and every proof that is there must hold.
/// </summary>
/// <remarks>Pure but for the clock, and safe for use by several threads.</remarks>
public sealed class WebhookVerifier
{
    private static readonly string[] Decisive =
        [.. WebhookHeaders.Secret, WebhookHeaders.Id, WebhookHeaders.Timestamp, WebhookHeaders.A2ATimestamp];

    private readonly IWebhookScheme[] _schemes;
    private readonly IReplayGuard? _replays;

    /// <summary>Makes a verifier that trusts what <paramref name="trust"/> says, by the clock of <paramref name="time"/>.</summary>
    /// <param name="trust">Whom it trusts.</param>
    /// <param name="time">Says what is too old.</param>
    /// <param name="replays">Remembers tokens, so that each counts once; null to let them count as often as they come until they expire.</param>
    public WebhookVerifier(WebhookTrust trust, TimeProvider time, IReplayGuard? replays = null)
    {
        ArgumentNullException.ThrowIfNull(trust);
        var timestamps = new TimestampRule(trust.Tolerance, time);
        List<IWebhookScheme> schemes =
        [
            new StandardWebhooksScheme(trust.Secrets, timestamps),
            new BodySignatureScheme(WebhookHeaders.A2ASignature, trust.Secrets, timestamps),
            new BodySignatureScheme(WebhookHeaders.WebhookSignature, trust.Secrets, timestamps),
            .. WebhookHeaders.Tokens.Select(header => new SharedTextScheme("token", header, trust.Tokens)),
        ];
        if (trust.Authorizations.Count > 0)
        {
            schemes.Add(new SharedTextScheme("authorization", WebhookHeaders.Authorization, trust.Authorizations));
        }

        _schemes = [.. schemes];
        _replays = replays;
    }

    /// <summary>Checks every proof in the request.</summary>
    public Task<WebhookVerdict> VerifyAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _ = _replays;
        return Task.FromResult(Verify(request));
    }

    private WebhookVerdict Verify(WebhookRequest request)
    {
        if (Decisive.FirstOrDefault(request.IsRepeated) is { } repeated)
        {
            return new WebhookVerdict.Refused($"{repeated} came more than once.");
        }

        var proofs = _schemes.Select(scheme => scheme.Check(request)).ToArray();
        if (proofs.OfType<WebhookProof.Invalid>().FirstOrDefault() is { } invalid)
        {
            return new WebhookVerdict.Refused(invalid.Reason);
        }

        var schemes = proofs.OfType<WebhookProof.Valid>().Select(proof => proof.Scheme).Distinct().ToArray();
        return schemes.Length > 0
            ? new WebhookVerdict.Verified(schemes)
            : new WebhookVerdict.Refused("There is neither a signature nor a token.");
    }
}

/// <summary>What a receiver trusts.</summary>
public sealed record WebhookTrust
{
    /// <summary>Secrets by which webhooks may be signed; several while they rotate or for several senders.</summary>
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
