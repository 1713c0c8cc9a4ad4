using System.Text.Json.Nodes;
using A2A.Protocol.Webhooks;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>
/// The headers of a webhook that are kept and shown. It is a list of what may be seen rather than of what may not, and
/// of a proof only a beginning is seen, from which nobody can make the proof.
/// </summary>
internal static class ShownHeaders
{
    private const int LongestValue = 256;
    private const int ShortestToHint = 24;
    private const int Hint = 6;

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
        var proofs = WebhookHeaders.Secret.Select(name => (Name: name, Value: Redact(request.Header(name))));
        var values = plain.Concat(proofs).Where(header => header.Value is not null);
        return new JsonObject(values.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)header.Value))).ToJsonString();
    }

    private static string? Shorten(string? value) => value is { Length: > LongestValue } ? value[..LongestValue] + "…" : value;

    private static string? Redact(string? value) => value switch
    {
        null => null,
        { Length: >= ShortestToHint } => value[..Hint] + "…",
        _ => "…",
    };
}
