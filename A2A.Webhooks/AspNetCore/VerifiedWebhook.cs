using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace A2A.Webhooks.AspNetCore;

/// <summary>
/// A webhook that is genuine: a parameter for handlers of endpoints with
/// <see cref="VerifiedWebhookEndpoints.RequireVerifiedWebhook{TBuilder}(TBuilder, WebhookTrust, int)"/>.
/// </summary>
public sealed class VerifiedWebhook : IBindableFromHttpContext<VerifiedWebhook>
{
    private readonly WebhookRequest _request;

    internal VerifiedWebhook(WebhookRequest request, IReadOnlyList<WebhookHeader> headers, WebhookVerdict.Verified verdict)
    {
        _request = request;
        Headers = headers;
        Schemes = verdict.Schemes;
        Issuer = verdict.Issuer;
        TaskId = verdict.TaskId ?? request.Header(WebhookHeaders.A2ATaskId);
    }

    /// <summary>The exact bytes that arrived. The request's own body can be read too, from its beginning.</summary>
    public ReadOnlyMemory<byte> Body => _request.Body;

    /// <summary>All headers, as they arrived; those in <see cref="WebhookHeaders.Secret"/> are not for logs.</summary>
    public IReadOnlyList<WebhookHeader> Headers { get; }

    /// <summary>What proves it, by the names of <see cref="WebhookVerdict.Verified"/>.</summary>
    public IReadOnlyList<string> Schemes { get; }

    /// <summary>The signed token's issuer; null without a token.</summary>
    public string? Issuer { get; }

    /// <summary>
    /// The task: as the signed token says; without one as <see cref="WebhookHeaders.A2ATaskId"/> says, which no signature covers.
    /// </summary>
    public string? TaskId { get; }

    /// <summary>
    /// The delivery, the same in every attempt at it: a webhook with an id that was handled already is to be answered with 200
    /// and passed over.
    /// </summary>
    public string? DeliveryId => _request.Header(WebhookHeaders.Id);

    /// <summary>The header's value; null when it did not come.</summary>
    public string? Header(string name) => _request.Header(name);

    /// <summary>Gives the handler the webhook that was verified before it.</summary>
    /// <exception cref="InvalidOperationException">The endpoint does not verify webhooks.</exception>
    public static ValueTask<VerifiedWebhook?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<VerifiedWebhook>() is { } webhook
            ? new(webhook)
            : throw new InvalidOperationException(
                $"{context.GetEndpoint()?.DisplayName} takes a {nameof(VerifiedWebhook)} and verifies none; "
                + $"add .{nameof(VerifiedWebhookEndpoints.RequireVerifiedWebhook)}(…) to it.");
    }
}
