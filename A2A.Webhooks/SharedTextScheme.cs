using System.Security.Cryptography;
using System.Text;

namespace A2A.Webhooks;

/// <summary>A text that only the sender knows, sent as it is: a notification token, or credentials.</summary>
internal sealed class SharedTextScheme(string name, string header, IReadOnlyList<string> known) : IWebhookScheme
{
    private readonly byte[][] _known = [.. known.Select(Digest)];

    public WebhookProof Check(WebhookRequest request)
    {
        if (request.Header(header) is not { } text)
        {
            return new WebhookProof.Absent();
        }

        var digest = Digest(text);
        var matches = false;
        foreach (var candidate in _known)
        {
            matches |= CryptographicOperations.FixedTimeEquals(candidate, digest);
        }

        return matches ? new WebhookProof.Valid(name) : new WebhookProof.Invalid($"{header} is not a known one.");
    }

    /// <summary>Digests have one length, so a comparison does not tell the length of the text either.</summary>
    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
