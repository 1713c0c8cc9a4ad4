using System.Text.Json.Nodes;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>
/// The headers of a webhook that are kept and shown. It is a list of what may be seen rather than of what may not. Of a
/// signature a beginning is seen, which is not enough to make it; of a token nothing, because it may be good for years.
/// </summary>
internal static class ShownHeaders
{
    private const int LongestValue = 256;
    private const int ShortestToHint = 24;
    private const int Hint = 6;

    // Others are not told from the first word of a secret.
    private static readonly string[] AuthorizationSchemes = ["Basic", "Bearer", "Digest", "DPoP", "Negotiate"];

    private static readonly string[] Shown =
    [
        "Content-Type", "User-Agent", "traceparent", "A2A-Version",
        WebhookHeaders.Id, WebhookHeaders.Timestamp, WebhookHeaders.A2ATimestamp, WebhookHeaders.A2ATaskId,
        WebhookHeaders.A2AAttempt, WebhookHeaders.A2ASecurityLevel,
    ];

    /// <summary>A JSON object of name and value.</summary>
    public static string ToJson(WebhookRequest request)
    {
        var plain = Shown.Select(name => (Name: name, Value: Shorten(request.Header(name))));
        var proofs = WebhookHeaders.Secret.Select(name => (Name: name, Value: Redact(name, request.Header(name))));
        var values = plain.Concat(proofs).Where(header => header.Value is not null);
        return new JsonObject(values.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)header.Value))).ToJsonString();
    }

    private static string? Shorten(string? value) => value is { Length: > LongestValue } ? value[..LongestValue] + "…" : value;

    private static string? Redact(string name, string? value) => value switch
    {
        null => null,
        { Length: >= ShortestToHint } when WebhookHeaders.Signatures.Contains(name) => value[..Hint] + "…",
        _ when name == WebhookHeaders.Authorization && SchemeOf(value) is { } scheme => scheme + " …",
        _ => "…",
    };

    private static string? SchemeOf(string value) =>
        Array.Find(AuthorizationSchemes, scheme => value.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase));
}
