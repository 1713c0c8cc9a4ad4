using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace A2A.Server.Http;

/// <summary>Reads bodies as JSON that every reader understands in the same way.</summary>
internal static class RequestJson
{
    /// <summary>The document; null when it is not JSON, not UTF-8, too deep, or has a member twice.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> body, int deepest)
    {
        try
        {
            // Some clients put a byte order mark in front; a parser may pass over it (RFC 8259, section 8.1).
            var text = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body.Span[Encoding.UTF8.Preamble.Length..] : body.Span;
            return IsText(text, deepest)
                ? JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = deepest, AllowDuplicateProperties = false })
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The parser looks at strings only when they are used; half a surrogate pair must not come as far as the store.
    private static bool IsText(ReadOnlySpan<byte> body, int deepest)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        if (body.IndexOf("\\u"u8) < 0)
        {
            return true; // surrogates come by such escapes alone
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = deepest });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
