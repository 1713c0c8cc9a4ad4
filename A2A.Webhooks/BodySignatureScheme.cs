using System.Buffers;
using System.Security.Cryptography;

namespace A2A.Webhooks;

/// <summary>
/// <c>sha256=&lt;hex&gt;</c>: HMAC-SHA256 of the body by the UTF-8 bytes of the secret. It binds neither time nor id, so
/// the time is checked besides, which stops an old copy only as long as its header is unchanged. Some senders send no
/// time; theirs is checked where it is there.
/// </summary>
internal sealed class BodySignatureScheme(string header, IReadOnlyList<WebhookSecret> secrets, TimestampRule timestamps, bool requiresTime)
    : IWebhookCheck
{
    private const string Algorithm = "sha256=";

    /// <summary>One for each name that the header has in the field.</summary>
    public static IReadOnlyList<WebhookScheme> Rows { get; } =
        [RowOf(WebhookHeaders.A2ASignature, requiresTime: true), RowOf(WebhookHeaders.WebhookSignature, requiresTime: false)];

    public ValueTask<WebhookProof> CheckAsync(WebhookRequest request, CancellationToken cancellationToken) => new(Check(request));

    private static WebhookScheme RowOf(string header, bool requiresTime) => new(
        [NameOf(header)],
        attempt => attempt.Secrets is [var first, ..]
            ? [new(header, Algorithm + Convert.ToHexStringLower(HMACSHA256.HashData(first.Text, attempt.Body.Span)))]
            : [],
        (trust, time) => new BodySignatureScheme(header, trust.Secrets, new(trust.Tolerance, time), requiresTime))
    {
        IsBodySigned = true,
    };

    private static string NameOf(string header) => header.ToLowerInvariant();

    private WebhookProof Check(WebhookRequest request)
    {
        if (request.Header(header) is not { } signature)
        {
            return new WebhookProof.Absent();
        }

        if (TimeProblem(request) is { } problem)
        {
            return new WebhookProof.Invalid(problem);
        }

        return Decode(signature) is { } candidate && AnyMatches(candidate, request.Body.Span)
            ? new WebhookProof.Valid(NameOf(header))
            : new WebhookProof.Invalid($"{header} is not a sha256 signature of this body by a known secret.");
    }

    private string? TimeProblem(WebhookRequest request)
    {
        var timestamp = request.Header(WebhookHeaders.A2ATimestamp) is null ? WebhookHeaders.Timestamp : WebhookHeaders.A2ATimestamp;
        return requiresTime || request.Header(timestamp) is not null ? timestamps.Problem(request, timestamp) : null;
    }

    private bool AnyMatches(byte[] candidate, ReadOnlySpan<byte> body)
    {
        var matches = false;
        foreach (var secret in secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret.Text, body), candidate);
        }

        return matches;
    }

    /// <summary>Reads <c>sha256=5d41…</c>; null when it is something else.</summary>
    private static byte[]? Decode(string signature)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return signature.StartsWith(Algorithm, StringComparison.Ordinal)
            && signature.Length == Algorithm.Length + (2 * bytes.Length)
            && Convert.FromHexString(signature.AsSpan(Algorithm.Length), bytes, out _, out _) == OperationStatus.Done
            ? bytes
            : null;
    }
}
