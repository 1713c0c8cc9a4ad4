using System.Security.Cryptography;
using System.Text;

namespace A2A.AgentApi.Encryption;

/// <summary>A key for AES-256, and a name for it that tells nothing of it.</summary>
/// <param name="Id">Twelve hexadecimal digits.</param>
/// <param name="Bytes">Secret.</param>
internal sealed record EncryptionKey(string Id, byte[] Bytes)
{
    private const int KeyBytes = 32;
    private const int IdBytes = 6;

    /// <summary>Both are derived from the same text for different uses, so that neither tells anything of the other.</summary>
    public static EncryptionKey From(string text) =>
        new(Convert.ToHexStringLower(Derive(text, IdBytes, "a2a key ring: id of the key")), Derive(text, KeyBytes, "a2a key ring: aes-256-gcm"));

    // The key must not come into a log by way of a record's text.
    public override string ToString() => $"encryption key {Id}";

    private static byte[] Derive(string text, int bytes, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text), bytes, salt: null, Encoding.UTF8.GetBytes(use));
}
