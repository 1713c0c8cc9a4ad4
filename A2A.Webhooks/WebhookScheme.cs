using A2A.Webhooks.Jwt;

namespace A2A.Webhooks;

/// <summary>One way to prove that a webhook is genuine, as a row of <see cref="WebhookSchemes.All"/>.</summary>
/// <param name="Names">The names that it has in verdicts.</param>
/// <param name="Sign">The headers that it adds to an attempt; none where the attempt lacks what it needs.</param>
/// <param name="For">What checks requests by what a receiver trusts.</param>
internal sealed record WebhookScheme(
    IReadOnlyList<string> Names, Func<WebhookAttempt, IEnumerable<WebhookHeader>> Sign, Func<WebhookTrust, TimeProvider, IWebhookCheck> For)
{
    /// <summary>
    /// True when it proves the body. Then it is checked before those that do not, which a forger of the body must not learn about.
    /// </summary>
    public bool IsBodySigned { get; init; }
}

/// <summary>Checks the proof of one scheme in requests.</summary>
internal interface IWebhookCheck
{
    /// <summary>What the scheme finds in the request.</summary>
    ValueTask<WebhookProof> CheckAsync(WebhookRequest request, CancellationToken cancellationToken);
}

/// <summary>What a scheme found in a request.</summary>
internal abstract record WebhookProof
{
    private WebhookProof()
    {
    }

    /// <summary>The request does not use the scheme.</summary>
    public sealed record Absent : WebhookProof;

    /// <summary>The request is genuine according to the scheme of that name.</summary>
    public sealed record Valid(string Scheme) : WebhookProof
    {
        /// <summary>What the signed token says that proves it; null for other schemes.</summary>
        public TokenClaims? Token { get; init; }
    }

    /// <summary>The request uses the scheme and fails; the reason tells no secret.</summary>
    public sealed record Invalid(string Reason) : WebhookProof;

    /// <summary>The request uses the scheme, and what would show whether it is genuine could not be had.</summary>
    public sealed record Unknown(string Reason, TimeSpan? RetryAfter) : WebhookProof;
}
