using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace A2A.Server.Encryption;

/// <summary>Where a secret lies; it opens nowhere else.</summary>
/// <param name="Purpose">What it is.</param>
/// <param name="Key">The key in the store.</param>
/// <param name="Field">The part of that key's value.</param>
internal readonly record struct SealedPlace(string Purpose, string Key, string Field);

/// <summary>
/// Encrypts what must not lie in the store in clear, by AES-256-GCM:
/// <code>v1:5a1fd7c02b9e:…Base64 of nonce, ciphertext and tag…</code>
/// The second part names the key and tells nothing of it.
/// </summary>
/// <remarks>Without <c>Encryption:Key</c>, which only Development allows, texts stay in clear.</remarks>
internal sealed class SecretSeal
{
    private const string Version = "v1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private const int KeyIdBytes = 6;

    private readonly string? _current;
    private readonly Dictionary<string, byte[]> _keys = [];

    public SecretSeal(IOptions<EncryptionOptions> options)
    {
        _current = string.IsNullOrEmpty(options.Value.Key) ? null : Add(options.Value.Key);
        foreach (var earlier in options.Value.EarlierKeys.Values)
        {
            Add(earlier);
        }
    }

    /// <summary>The name under which ciphertexts know a key.</summary>
    public static string KeyId(string key) => Convert.ToHexStringLower(Derive(key, KeyIdBytes, "a2a secrets: id of the key"));

    public string Seal(SealedPlace place, string text)
    {
        if (_current is null)
        {
            return text;
        }

        var clear = Encoding.UTF8.GetBytes(text);
        var content = new byte[NonceBytes + clear.Length + TagBytes];
        var nonce = content.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[_current], TagBytes);
        aes.Encrypt(nonce, clear, content.AsSpan(NonceBytes, clear.Length), content.AsSpan(NonceBytes + clear.Length), Bytes(place));
        return $"{Version}:{_current}:{Convert.ToBase64String(content)}";
    }

    /// <summary>The text as it was; null when it was not sealed for this place, or has been changed.</summary>
    /// <exception cref="InvalidOperationException">Its key is not among those given.</exception>
    public string? Open(SealedPlace place, string sealedText)
    {
        if (sealedText.Split(':') is not [Version, var id, var content])
        {
            return _current is null ? sealedText : null;
        }

        var key = _keys.GetValueOrDefault(id) ?? throw new InvalidOperationException(
            $"A {place.Purpose} in {place.Key} is encrypted with the key {id}, which is not given; given are: {Given()}. "
            + "Set Encryption:Key to the text from which that key comes, or Encryption:EarlierKeys:<name> when it was the key before.");
        var bytes = new byte[content.Length];
        return Convert.TryFromBase64String(content, bytes, out var length) && length >= NonceBytes + TagBytes
            ? Decrypt(key, place, bytes.AsSpan(0, length))
            : null;
    }

    /// <summary>Whether it was sealed with one of the keys given; anything else cannot be opened.</summary>
    public bool Knows(string sealedText) => sealedText.Split(':') is [Version, var id, _] && _keys.ContainsKey(id);

    /// <summary>Whether it is written as it would be written now.</summary>
    public bool IsCurrent(string sealedText) =>
        _current is null || sealedText.StartsWith($"{Version}:{_current}:", StringComparison.Ordinal);

    private static string? Decrypt(byte[] key, SealedPlace place, ReadOnlySpan<byte> content)
    {
        var clear = new byte[content.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(content[..NonceBytes], content[NonceBytes..^TagBytes], content[^TagBytes..], clear, Bytes(place));
            return Encoding.UTF8.GetString(clear);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    // Neither a purpose nor a key of the store has a line break in it, so no two places have the same bytes.
    private static byte[] Bytes(SealedPlace place) => Encoding.UTF8.GetBytes($"{place.Purpose}\n{place.Key}\n{place.Field}");

    // Key and name are derived for different uses, so that neither tells anything of the other.
    private static byte[] Derive(string key, int bytes, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), bytes, salt: null, Encoding.UTF8.GetBytes(use));

    private string Add(string key)
    {
        var id = KeyId(key);
        _keys[id] = Derive(key, KeyBytes, "a2a secrets: aes-256-gcm");
        return id;
    }

    private string Given() => _keys.Count == 0 ? "none" : string.Join(", ", _keys.Keys.Order(StringComparer.Ordinal));
}
