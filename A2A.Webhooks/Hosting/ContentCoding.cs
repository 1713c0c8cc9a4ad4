using Microsoft.AspNetCore.Http;

namespace A2A.Webhooks.Hosting;

/// <summary>How bodies are packed on the way (RFC 9110, section 8.4). They are read as they come, never unpacked.</summary>
internal static class ContentCoding
{
    /// <summary>The coding of the request's body; null when there is none, or the one that changes nothing.</summary>
    public static string? Of(HttpRequest request)
    {
        var text = request.Headers.ContentEncoding.ToString();
        return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(coding => coding.Equals("identity", StringComparison.OrdinalIgnoreCase)) ? null : text;
    }
}
