using A2A.Webhooks;
using A2A.Webhooks.AspNetCore;
using A2A.Webhooks.Jwt;

namespace A2A.WebhookReceiver.Http.Limits;

/// <summary>Tells requests that may guess a secret text from those that carry a signature, which cannot be guessed.</summary>
/// <remarks>
/// A sender that tells many receivers' owners sends from one address: what one of them set wrong must not make the
/// others' webhooks wait. The verifier looks at signatures first, so a wrong one beside a text tells nothing of the text.
/// </remarks>
internal static class Guess
{
    private const string Bearer = "Bearer ";

    /// <summary>Whether nothing that is looked at is signed: there are only texts, or no proof at all.</summary>
    public static bool IsIn(WebhookRequest request, WebhookVerification options) =>
        !WebhookHeaders.Signatures.Any(name => request.Header(name) is not null)
        && !(options.Issuers.Count > 0 && HasToken(request.Header(WebhookHeaders.Authorization)));

    private static bool HasToken(string? authorization) =>
        authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && TokenVerifier.IsToken(authorization[Bearer.Length..].TrimStart(' '));
}
