namespace A2A.Webhooks;

/// <summary>The names of every header that a webhook of this solution carries or understands.</summary>
public static class WebhookHeaders
{
    /// <summary>Standard Webhooks: the delivery's id, the same in every attempt.</summary>
    public const string Id = "webhook-id";

    /// <summary>Standard Webhooks: when this attempt was signed, in unix seconds.</summary>
    public const string Timestamp = "webhook-timestamp";

    /// <summary>Standard Webhooks: <c>v1,&lt;base64&gt;</c>, several separated by spaces while keys rotate.</summary>
    public const string Signature = "webhook-signature";

    /// <summary><c>sha256=&lt;hex&gt;</c> of the body alone.</summary>
    public const string A2ASignature = "X-A2A-Signature";

    /// <summary>When this attempt was made, in unix seconds.</summary>
    public const string A2ATimestamp = "X-A2A-Timestamp";

    /// <summary>The task that the webhook is about.</summary>
    public const string A2ATaskId = "X-A2A-Task-ID";

    /// <summary>Which attempt at this delivery it is, from 1: informative.</summary>
    public const string A2AAttempt = "X-A2A-Attempt";

    /// <summary>How much the sender protects: informative, never a proof.</summary>
    public const string A2ASecurityLevel = "X-A2A-Security-Level";

    /// <summary>The token of the push notification config, as A2A names the header.</summary>
    public const string NotificationToken = "X-A2A-Notification-Token";

    /// <summary>The same token as some senders name it.</summary>
    public const string PlainNotificationToken = "A2A-Notification-Token";

    /// <summary>The same token as other senders name it.</summary>
    public const string WebhookToken = "X-Webhook-Token";

    /// <summary>The same as <see cref="A2ASignature"/> as other senders name it.</summary>
    public const string WebhookSignature = "X-Webhook-Signature";

    /// <summary>
    /// The credentials of the push notification config: <c>Bearer …</c>, <c>Basic …</c> and the like; or <c>Bearer</c> with a
    /// signed token.
    /// </summary>
    public const string Authorization = "Authorization";

    /// <summary>Every header in which a token may come.</summary>
    public static IReadOnlyList<string> Tokens { get; } = [NotificationToken, PlainNotificationToken, WebhookToken];

    /// <summary>Every header in which a signature of the body may come.</summary>
    public static IReadOnlyList<string> Signatures { get; } = [Signature, A2ASignature, WebhookSignature];

    /// <summary>Every header with a value that must never be shown or logged in full.</summary>
    public static IReadOnlyList<string> Secret { get; } = [.. Tokens, Authorization, .. Signatures];
}
