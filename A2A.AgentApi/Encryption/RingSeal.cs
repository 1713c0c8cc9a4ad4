using System.Security.Cryptography;
using System.Text;

namespace A2A.AgentApi.Encryption;

/// <summary>Encrypts the elements of the key ring by AES-256-GCM: <c>v1:&lt;id of the key&gt;:&lt;Base64 of nonce, ciphertext, tag&gt;</c>.</summary>
/// <remarks>An element is bound to its name. Without a key, which only Development allows, elements are what they are: <c>&lt;key …</c>.</remarks>
internal sealed class RingSeal
{
    private const string Version = "v1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private const string Remedy =
        "delete the keys a2a:v1:key-ring and a2a:v1:signing-keys to begin anew; push configs that were kept until then can't be read any more.";

    private readonly EncryptionKey? _current;
    private readonly Dictionary<string, EncryptionKey> _all;

    private RingSeal(EncryptionKey? current, IEnumerable<EncryptionKey> earlier)
    {
        _current = current;
        _all = earlier.Concat(current is null ? [] : [current]).DistinctBy(key => key.Id).ToDictionary(key => key.Id);
    }

    /// <summary>Whether what is written is encrypted.</summary>
    public bool IsOn => _current is not null;

    public static RingSeal Of(EncryptionOptions options) => new(
        string.IsNullOrEmpty(options.Key) ? null : EncryptionKey.From(options.Key), options.EarlierKeys.Values.Select(EncryptionKey.From));

    public string Close(string name, string xml)
    {
        if (_current is null)
        {
            return xml;
        }

        var clear = Encoding.UTF8.GetBytes(xml);
        var sealedBytes = new byte[NonceBytes + clear.Length + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_current.Bytes, TagBytes);
        aes.Encrypt(nonce, clear, sealedBytes.AsSpan(NonceBytes, clear.Length), sealedBytes.AsSpan(NonceBytes + clear.Length), Encoding.UTF8.GetBytes(name));
        return $"{Version}:{_current.Id}:{Convert.ToBase64String(sealedBytes)}";
    }

    /// <summary>The element as it was.</summary>
    /// <exception cref="InvalidOperationException">Its key is not among those given, or somebody has changed it.</exception>
    public string Open(string name, string text)
    {
        if (text.StartsWith('<'))
        {
            return text;
        }

        var parts = text.Split(':');
        if (parts is not [Version, var id, var content] || !TryDecode(content, out var bytes))
        {
            throw new InvalidOperationException($"The element {name} of the key ring in Redis is none: {Remedy}");
        }

        var key = _all.GetValueOrDefault(id) ?? throw new InvalidOperationException(
            $"The key ring in Redis is encrypted with the key {id}, which is not given; given are: {Given()}. "
            + "Set Encryption:Key to the text from which that key comes, or Encryption:EarlierKeys:<name> when it was the key before. "
            + $"If it is lost, {Remedy}");
        return Decrypt(key, name, bytes);
    }

    /// <summary>Whether it is written as it would be written now.</summary>
    public bool IsCurrent(string text) => _current is null || text.StartsWith($"{Version}:{_current.Id}:", StringComparison.Ordinal);

    private static string Decrypt(EncryptionKey key, string name, byte[] bytes)
    {
        var clear = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Bytes, TagBytes);
        try
        {
            aes.Decrypt(
                bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, clear.Length), bytes.AsSpan(NonceBytes + clear.Length), clear, Encoding.UTF8.GetBytes(name));
            return Encoding.UTF8.GetString(clear);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidOperationException($"The element {name} of the key ring in Redis was changed by somebody: restore it, or {Remedy}", e);
        }
    }

    private static bool TryDecode(string content, out byte[] bytes)
    {
        bytes = new byte[content.Length];
        var isBase64 = Convert.TryFromBase64String(content, bytes, out var length);
        bytes = bytes[..length];
        return isBase64 && length >= NonceBytes + TagBytes;
    }

    private string Given() => _all.Count == 0 ? "none" : string.Join(", ", _all.Keys.Order(StringComparer.Ordinal));
}
