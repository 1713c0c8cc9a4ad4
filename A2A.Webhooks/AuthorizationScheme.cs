namespace A2A.Webhooks;

/// <summary>
/// The header <c>Authorization</c>: known credentials, or a signed token. While neither is configured, the header is for
/// another component, such as a gateway, and not looked at.
/// </summary>
internal sealed class AuthorizationScheme(WebhookTrust trust, TimeProvider time) : IWebhookCheck
{
    private const string Credentials = "authorization";
    private const string Bearer = "Bearer ";

    private readonly SharedTextScheme? _known =
        trust.Authorizations.Count > 0 ? new(Credentials, WebhookHeaders.Authorization, trust.Authorizations, WithPlainScheme) : null;

    private readonly BearerTokenScheme? _tokens = trust.Issuers.Count > 0 ? new(trust, time) : null;

    public static WebhookScheme Row { get; } = new(
        [Credentials, .. BearerTokenScheme.Names],
        attempt => attempt.Bearer is { } terms ? [new(WebhookHeaders.Authorization, Bearer + WebhookToken.Sign(attempt, terms))] : [],
        (trust, time) => new AuthorizationScheme(trust, time));

    public async ValueTask<WebhookProof> CheckAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        var known = _known?.Check(request) ?? new WebhookProof.Absent();
        if (_tokens is null || known is WebhookProof.Valid || request.Header(WebhookHeaders.Authorization) is not { } value)
        {
            return known;
        }

        // RFC 9110, section 11.1: the scheme's name is without regard to case.
        return value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? await _tokens.CheckAsync(value[Bearer.Length..].TrimStart(' '), request, cancellationToken)
            : new WebhookProof.Invalid($"{WebhookHeaders.Authorization} is neither a known one nor a Bearer token.");
    }

    // Of "bearer abc" the scheme alone is without regard to case, and any number of spaces follows it.
    private static string WithPlainScheme(string value) => value.Split(' ', 2) is [var scheme, var credentials]
        ? $"{scheme.ToLowerInvariant()} {credentials.TrimStart(' ')}"
        : value;
}
