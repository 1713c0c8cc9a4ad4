using System.Text.Json.Serialization;

namespace A2A.Protocol.Signing;

/// <summary>A set of public keys, as <c>/.well-known/jwks.json</c> has it (RFC 7517, section 5).</summary>
public sealed record JsonWebKeySet
{
    /// <summary>The keys. Whoever verifies looks for the <see cref="JsonWebKey.Kid"/> that the signature names.</summary>
    public IReadOnlyList<JsonWebKey> Keys { get; init => field = value ?? []; } = [];
}

/// <summary>A public key (RFC 7517, section 4; for elliptic curves RFC 7518, section 6.2). Of other kinds of keys only these members are read.</summary>
public sealed record JsonWebKey
{
    /// <summary>The kind of key: <c>EC</c>.</summary>
    public string? Kty { get; init; }

    /// <summary>What it is for: <c>sig</c>.</summary>
    public string? Use { get; init; }

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
}

/// <summary>Serialization of keys, made at build time.</summary>
[JsonSerializable(typeof(JsonWebKeySet))]
public sealed partial class JsonWebKeyContext : JsonSerializerContext
{
    /// <summary>With the protocol's options.</summary>
    public static JsonWebKeyContext Wire { get; } = new(Json.A2AJson.Create());
}
