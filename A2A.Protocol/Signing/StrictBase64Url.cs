using System.Buffers.Text;

namespace A2A.Protocol.Signing;

/// <summary>
/// Base64url as RFC 7515 has it: no padding, no blanks, and one text only for the same bytes. With what the platform takes
/// besides, a signed text could be changed without its signature failing.
/// </summary>
internal static class StrictBase64Url
{
    /// <summary>The bytes; null when the text is anything else than their encoding.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        return text.SequenceEqual(Base64Url.EncodeToString(bytes)) ? bytes : null;
    }

    /// <summary>The bytes; null when the text is missing, anything else than their encoding, or of another length.</summary>
    public static byte[]? Decode(string? text, int length) =>
        text is not null && Decode(text) is { } bytes && bytes.Length == length ? bytes : null;
}
