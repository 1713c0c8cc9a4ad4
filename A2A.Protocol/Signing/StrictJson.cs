using System.Text;
using System.Text.Json;

namespace A2A.Protocol.Signing;

/// <summary>Reads untrusted JSON so that it has only one reading: no member twice, no broken text.</summary>
internal static class StrictJson
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The object; null when the bytes are anything else.</summary>
    public static JsonElement? Object(byte[]? utf8)
    {
        if (utf8 is null)
        {
            return null;
        }

        try
        {
            _ = Utf8.GetCharCount(utf8);
            var json = JsonElement.Parse(utf8, new() { AllowDuplicateProperties = false });
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return null; // the last one is half a surrogate pair in a member's name
        }
    }

    /// <summary>The member's text; null when there is none.</summary>
    public static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? Text(value) : null;

    /// <summary>The text; null when the value is something else, or has half a surrogate pair.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
