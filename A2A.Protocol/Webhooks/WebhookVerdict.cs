namespace A2A.Protocol.Webhooks;

/// <summary>Whether a webhook is genuine.</summary>
public abstract record WebhookVerdict
{
    private WebhookVerdict()
    {
    }

    /// <summary>Genuine, as each of these schemes proves: <c>standard-webhooks</c>, <c>x-a2a-signature</c>,
    /// <c>x-webhook-signature</c>, <c>token</c>, <c>authorization</c>.</summary>
    public sealed record Verified(IReadOnlyList<string> Schemes) : WebhookVerdict;

    /// <summary>Not shown to be genuine; the reason helps the sender and tells no secret.</summary>
    public sealed record Refused(string Reason) : WebhookVerdict;
}
