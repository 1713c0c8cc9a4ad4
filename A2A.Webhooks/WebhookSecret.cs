using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace A2A.Webhooks;

/// <summary>
/// A secret shared by sender and receiver. <c>whsec_</c> followed by the base64 of 24 to 64 bytes is a Standard
/// Webhooks secret; any other text stands for its UTF-8 bytes.
/// </summary>
/// <remarks>It never prints itself: <see cref="ToString"/> says only that it is a secret.</remarks>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int FewestBytes = 24;
    private const int MostBytes = 64;

    private readonly byte[] _key;
    private readonly byte[] _text;

    private WebhookSecret(byte[] key, byte[] text)
    {
        _key = key;
        _text = text;
    }

    /// <summary>The key of Standard Webhooks: the decoded bytes of a <c>whsec_</c> secret.</summary>
    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>The key of the <c>X-A2A-Signature</c> scheme: the secret's text as it was agreed, prefix and all.</summary>
    internal ReadOnlySpan<byte> Text => _text;

    /// <summary>Reads a secret.</summary>
    /// <exception cref="FormatException">It is empty, or starts with <c>whsec_</c> without being one.</exception>
    public static WebhookSecret Parse(string text) => TryParse(text, out var secret)
        ? secret
        : throw new FormatException(
            $"A webhook secret must not be empty; after '{Prefix}' it must be the base64 of {FewestBytes} to {MostBytes} bytes.");

    /// <summary>Reads a secret; false when it is empty, or starts with <c>whsec_</c> without being one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            secret = new WebhookSecret(bytes, bytes);
            return true;
        }

        Span<byte> key = stackalloc byte[MostBytes];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) || length < FewestBytes)
        {
            return false;
        }

        secret = new WebhookSecret(key[..length].ToArray(), bytes);
        return true;
    }

    /// <summary>Says that this is a secret, not which.</summary>
    public override string ToString() => "(secret)";
}
