using System.Security.Cryptography;
using System.Text;

namespace A2A.Webhooks;

/// <summary>Standard Webhooks 1.0: HMAC-SHA256 of <c>id.timestamp.body</c>, so that none of the three can be exchanged.</summary>
/// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
internal sealed class StandardWebhooksScheme(IReadOnlyList<WebhookSecret> secrets, TimestampRule timestamps) : IWebhookCheck
{
    private const string Name = "standard-webhooks";
    private const string Version = "v1,";

    public static WebhookScheme Row { get; } =
        new([Name], Sign, (trust, time) => new StandardWebhooksScheme(trust.Secrets, new(trust.Tolerance, time))) { IsBodySigned = true };

    public ValueTask<WebhookProof> CheckAsync(WebhookRequest request, CancellationToken cancellationToken) => new(Check(request));

    private static IEnumerable<WebhookHeader> Sign(WebhookAttempt attempt)
    {
        if (attempt.Secrets is [])
        {
            return [];
        }

        var signed = SignedText(attempt.DeliveryId, attempt.Timestamp, attempt.Body.Span);
        var signatures = attempt.Secrets.Select(secret => Version + Convert.ToBase64String(HMACSHA256.HashData(secret.Key, signed)));
        return [new(WebhookHeaders.Signature, string.Join(' ', signatures))];
    }

    private WebhookProof Check(WebhookRequest request)
    {
        if (request.Header(WebhookHeaders.Signature) is not { } signatures)
        {
            return new WebhookProof.Absent();
        }

        if (request.Header(WebhookHeaders.Id) is not { Length: > 0 } id)
        {
            return new WebhookProof.Invalid($"{WebhookHeaders.Signature} came without {WebhookHeaders.Id}.");
        }

        if (timestamps.Problem(request, WebhookHeaders.Timestamp) is { } problem)
        {
            return new WebhookProof.Invalid(problem);
        }

        var signed = SignedText(id, request.Header(WebhookHeaders.Timestamp)!, request.Body.Span);
        return AnyMatches(Candidates(signatures), signed)
            ? new WebhookProof.Valid(Name)
            : new WebhookProof.Invalid($"{WebhookHeaders.Signature} has no v1 signature of this webhook by a known secret.");
    }

    /// <summary>Compares every candidate with every secret, so that the time taken does not tell which one fitted.</summary>
    private bool AnyMatches(List<byte[]> candidates, byte[] signed)
    {
        var matches = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(secret.Key, signed);
            foreach (var candidate in candidates)
            {
                matches |= CryptographicOperations.FixedTimeEquals(expected, candidate);
            }
        }

        return matches;
    }

    /// <summary>Reads <c>v1,K5oZ…= v1a,hnO3… v1,bm9l…=</c>; other versions and what cannot be read are passed over.</summary>
    private static List<byte[]> Candidates(string signatures)
    {
        List<byte[]> candidates = [];
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var bytes = new byte[HMACSHA256.HashSizeInBytes];
            if (signature.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64String(signature[Version.Length..], bytes, out var length)
                && length == bytes.Length)
            {
                candidates.Add(bytes);
            }
        }

        return candidates;
    }

    private static byte[] SignedText(string id, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
}
