using System.Security.Cryptography;
using System.Text;

namespace A2A.Webhooks;

/// <summary>A text that only the sender knows, sent as it is: a notification token, or credentials.</summary>
/// <param name="name">Its name in verdicts.</param>
/// <param name="header">The header that holds it.</param>
/// <param name="known">The texts that are known.</param>
/// <param name="toSame">Gives texts that mean the same one form; absent = each means another.</param>
internal sealed class SharedTextScheme(string name, string header, IReadOnlyList<string> known, Func<string, string>? toSame = null)
    : IWebhookCheck
{
    private const string Token = "token";

    private readonly Func<string, string> _toSame = toSame ?? (text => text);
    private readonly byte[][] _known = [.. known.Select(text => Digest(toSame?.Invoke(text) ?? text))];

    /// <summary>
    /// The notification token, under each name that its header has in the field;
    /// <see cref="WebhookHeaders.PlainNotificationToken"/> is read only.
    /// </summary>
    public static IReadOnlyList<WebhookScheme> TokenRows { get; } =
    [
        TokenRow(WebhookHeaders.NotificationToken, isSent: true),
        TokenRow(WebhookHeaders.PlainNotificationToken, isSent: false),
        TokenRow(WebhookHeaders.WebhookToken, isSent: true),
    ];

    public ValueTask<WebhookProof> CheckAsync(WebhookRequest request, CancellationToken cancellationToken) => new(Check(request));

    private static WebhookScheme TokenRow(string header, bool isSent) => new(
        [Token],
        attempt => isSent && attempt.Token is { Length: > 0 } token ? [new(header, token)] : [],
        (trust, _) => new SharedTextScheme(Token, header, trust.Tokens));

    public WebhookProof Check(WebhookRequest request)
    {
        if (request.Header(header) is not { } text)
        {
            return new WebhookProof.Absent();
        }

        var digest = Digest(_toSame(text));
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
