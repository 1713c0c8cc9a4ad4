namespace A2A.Webhooks;

/// <summary>What arrived: the headers, with names compared without regard to case, and the exact bytes of the body.</summary>
public sealed class WebhookRequest
{
    private readonly ILookup<string, string> _headers;

    /// <summary>Takes over what arrived; a header that came twice is in the list twice.</summary>
    public WebhookRequest(IEnumerable<WebhookHeader> headers, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(headers);
        _headers = headers.ToLookup(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase);
        Body = body;
    }

    /// <summary>The body as it arrived, before any parsing.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The header's value, the first one if it came several times; null when it did not come.</summary>
    public string? Header(string name) => _headers[name].FirstOrDefault();

    internal bool IsRepeated(string name) => _headers[name].Skip(1).Any();
}
