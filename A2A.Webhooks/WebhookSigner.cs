using System.Globalization;

namespace A2A.Webhooks;

/// <summary>Makes the headers by which a receiver can tell that a webhook is genuine.</summary>
public static class WebhookSigner
{
    /// <summary>
    /// The headers of one attempt: id, time, task and attempt always; a Standard Webhooks signature per secret and the
    /// body's signature by the first secret; the notification token and the signed token when there are such. What has
    /// several names in the field comes under each of them.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The delivery id is empty or has characters other than letters, digits, <c>-</c> and <c>_</c>: a dot would let two
    /// different webhooks have the same signed text. Or the task id has other than visible characters of ASCII, or the
    /// terms of the signed token cannot be kept. The message names the member.
    /// </exception>
    public static IReadOnlyList<WebhookHeader> Sign(WebhookAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ThrowIfAmbiguous(attempt);
        return
        [
            new(WebhookHeaders.Id, attempt.DeliveryId),
            new(WebhookHeaders.Timestamp, attempt.Timestamp),
            new(WebhookHeaders.A2ATimestamp, attempt.Timestamp),
            new(WebhookHeaders.A2ATaskId, attempt.TaskId),
            new(WebhookHeaders.A2AAttempt, attempt.Number.ToString(CultureInfo.InvariantCulture)),
            .. WebhookSchemes.All.SelectMany(scheme => scheme.Sign(attempt)),
        ];
    }

    private static void ThrowIfAmbiguous(WebhookAttempt attempt)
    {
        if (!IsPlainId(attempt.DeliveryId))
        {
            throw new ArgumentException(
                $"{nameof(attempt.DeliveryId)} '{attempt.DeliveryId}' must be letters, digits, '-' and '_'.", nameof(attempt));
        }

        if (attempt.TaskId is "" || attempt.TaskId.Any(c => c is <= ' ' or > '~'))
        {
            throw new ArgumentException(
                $"{nameof(attempt.TaskId)} '{attempt.TaskId}' must be visible characters of ASCII.", nameof(attempt));
        }
    }

    private static bool IsPlainId(string id) =>
        id.Length > 0 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

/// <summary>One header of a webhook.</summary>
public readonly record struct WebhookHeader(string Name, string Value);

/// <summary>One attempt to deliver a webhook.</summary>
public sealed record WebhookAttempt
{
    /// <summary>The delivery's id, the same in every attempt, by which a receiver recognises a repetition.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The task that the webhook is about.</summary>
    public required string TaskId { get; init; }

    /// <summary>The time of this attempt: a new one each time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The time in unix seconds, as headers have it.</summary>
    internal string Timestamp => Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Which attempt at this delivery it is, from 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The bytes that are sent, exactly.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The secrets to sign with, the newest first; several while they rotate, none for no signature.</summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; init; } = [];

    /// <summary>The token of the push notification config, if it has one.</summary>
    public string? Token { get; init; }

    /// <summary>The signed token that it carries as <c>Authorization: Bearer</c>, if it carries one.</summary>
    public WebhookTokenTerms? Bearer { get; init; }
}
