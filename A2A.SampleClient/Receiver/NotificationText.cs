using System.Text.Json;

namespace A2A.SampleClient.Receiver;

/// <summary>What an agent says in a webhook's body.</summary>
internal static class NotificationText
{
    /// <summary>
    /// Reads A2A 1.0's <c>{"statusUpdate":{"status":{"message":{"parts":[{"text":"Half way"}]}}}}</c> (or <c>task</c>), and A2A 0.3's
    /// <c>{"kind":"task","status":{"message":{"parts":[{"kind":"text","text":"Half way"}]}}}</c>; of 1.0's
    /// <c>{"artifactUpdate":{"artifact":{"name":"model"}}}</c> the name.
    /// </summary>
    public static string? Of(JsonElement? body)
    {
        if (Member(Member(Member(body, "artifactUpdate"), "artifact"), "name") is { ValueKind: JsonValueKind.String } name)
        {
            return $"artifact {name.GetString()}";
        }

        var subject = Member(body, "statusUpdate") ?? Member(body, "task") ?? body;
        var parts = Member(Member(Member(subject, "status"), "message"), "parts");
        return parts is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0
            && Member(array[0], "text") is { ValueKind: JsonValueKind.String } text
            ? text.GetString()
            : null;
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member) ? member : null;
}
