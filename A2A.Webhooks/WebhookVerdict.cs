namespace A2A.Webhooks;

/// <summary>Whether a webhook is genuine.</summary>
public abstract record WebhookVerdict
{
    private WebhookVerdict()
    {
    }

    /// <summary>Genuine, as each of these schemes proves: <c>standard-webhooks</c>, <c>x-a2a-signature</c>,
    /// <c>x-webhook-signature</c>, <c>token</c>, <c>authorization</c>, <c>jwt-es256</c>, <c>jwt-hs256</c>.</summary>
    public sealed record Verified(IReadOnlyList<string> Schemes) : WebhookVerdict
    {
        /// <summary>The task that the signed token names; null without a token, or when it names none.</summary>
        public string? TaskId { get; init; }

        /// <summary>The signed token's issuer; null without a token.</summary>
        public string? Issuer { get; init; }
    }

    /// <summary>Not shown to be genuine; the reason helps the sender and tells no secret.</summary>
    public sealed record Refused(string Reason) : WebhookVerdict
    {
        /// <summary>Whether it is genuine but for that its signed token was used before: it is a copy.</summary>
        public bool IsReplay { get; init; }
    }

    /// <summary>
    /// It may be genuine, but what shows it could not be had, such as the sender's keys: the sender should try again
    /// later, so the answer is 503 rather than 401.
    /// </summary>
    public sealed record Undecided(string Reason) : WebhookVerdict
    {
        /// <summary>When it makes sense to ask again; null when that is unknown.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }
}
