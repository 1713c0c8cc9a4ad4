using A2A.Webhooks.Jwt;

namespace A2A.Webhooks;

/// <summary>One way to prove that a webhook is genuine.</summary>
internal interface IWebhookScheme
{
    WebhookProof Check(WebhookRequest request);
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
