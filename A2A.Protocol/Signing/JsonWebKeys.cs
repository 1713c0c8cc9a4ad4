using System.Text.Json.Serialization;

namespace A2A.Protocol.Signing;

/// <summary>A set of public keys, as <c>/.well-known/jwks.json</c> has it (RFC 7517, section 5).</summary>
public sealed record JsonWebKeySet
{
    /// <summary>The keys. Whoever verifies looks for the <see cref="JsonWebKey.Kid"/> that the signature names.</summary>
    public IReadOnlyList<JsonWebKey> Keys { get; init => field = value ?? []; } = [];

    /// <summary>The key of that name; of several, which may be for different uses, the first that is for signatures.</summary>
    internal JsonWebKey? Find(string kid)
    {
        var named = Keys.Where(key => key.Kid == kid).ToList();
        return named.Find(key => key.IsForSignatures) ?? named.FirstOrDefault();
    }
}

/// <summary>A public key (RFC 7517, section 4; RFC 7518, sections 6.2 and 6.3). Of other kinds of keys only these members are read.</summary>
public sealed record JsonWebKey
{
    /// <summary>The kind of key: <c>EC</c> or <c>RSA</c>.</summary>
    public string? Kty { get; init; }

    /// <summary>What it is for: <c>sig</c>.</summary>
    public string? Use { get; init; }

    /// <summary>What may be done with it: <c>verify</c>.</summary>
    [JsonPropertyName("key_ops")]
    public IReadOnlyList<string>? KeyOps { get; init; }

    /// <summary>The algorithm that it is used with: <c>ES256</c>.</summary>
    public string? Alg { get; init; }

    /// <summary>Its name, by which signatures refer to it.</summary>
    public string? Kid { get; init; }

    /// <summary>The curve: <c>P-256</c>.</summary>
    public string? Crv { get; init; }

    /// <summary>The point's first coordinate: base64url of 32 bytes.</summary>
    public string? X { get; init; }

    /// <summary>The point's second coordinate: base64url of 32 bytes.</summary>
    public string? Y { get; init; }

    /// <summary>The modulus of an RSA key: base64url.</summary>
    public string? N { get; init; }

    /// <summary>The exponent of an RSA key: base64url.</summary>
    public string? E { get; init; }

    internal bool IsForSignatures => Use is null or "sig" && KeyOps?.Contains("verify") is not false;

    /// <summary>Why signatures of that kind cannot be verified with the key, whatever its numbers are; null when they can.</summary>
    internal string? Problem(string kty, string algorithm)
    {
        if (Kty != kty)
        {
            return $"is no {kty} key, which {algorithm} needs";
        }

        if (!IsForSignatures)
        {
            return "is not for signatures, as its use or key_ops says";
        }

        return Alg is null || Alg == algorithm ? null : $"is for another algorithm than {algorithm}, as its alg says";
    }
}

/// <summary>Serialization of keys, made at build time.</summary>
[JsonSerializable(typeof(JsonWebKeySet))]
[JsonSerializable(typeof(JsonWebKey))]
public sealed partial class JsonWebKeyContext : JsonSerializerContext
{
    /// <summary>With the protocol's options.</summary>
    public static JsonWebKeyContext Wire { get; } = new(Json.A2AJson.Create());
}
