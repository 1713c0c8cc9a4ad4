using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>The public parts of keys that sign with ES256, as others get them (RFC 7517).</summary>
public static class PublicKeys
{
    private static readonly ConditionalWeakTable<ECDsa, string> Curves = [];

    /// <summary>The public part of a key, named by its thumbprint (RFC 7638).</summary>
    /// <exception cref="ArgumentException">The key is not on the curve P-256.</exception>
    public static JsonWebKey Of(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!IsOnCurve(key))
        {
            throw new ArgumentException("ES256 needs a key on the curve P-256.", nameof(key));
        }

        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var made = new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Use = JsonWebKeyUseNames.Sig,
            Alg = SecurityAlgorithms.EcdsaSha256,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64Url.EncodeToString(point.X),
            Y = Base64Url.EncodeToString(point.Y),
        };
        made.Kid = Base64Url.EncodeToString(made.ComputeJwkThumbprint());
        return made;
    }

    /// <summary>The key set as <c>/.well-known/jwks.json</c> has it: <c>{"keys":[{"kty":"EC","use":"sig",…}]}</c>.</summary>
    public static byte[] ToJson(IEnumerable<JsonWebKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var set = new JsonObject { ["keys"] = new JsonArray([.. keys.Select(ToNode)]) };
        return Encoding.UTF8.GetBytes(set.ToJsonString());
    }

    /// <summary>True when the key is on the curve P-256. Asked once for each key: it costs about as much as a signature.</summary>
    internal static bool IsOnCurve(ECDsa key) => Curves.GetValue(key, static each =>
        each.ExportParameters(includePrivateParameters: false).Curve.Oid.Value ?? "") == ECCurve.NamedCurves.nistP256.Oid.Value;

    private static JsonObject ToNode(JsonWebKey key) => new()
    {
        ["kty"] = key.Kty,
        ["use"] = key.Use,
        ["alg"] = key.Alg,
        ["kid"] = key.Kid,
        ["crv"] = key.Crv,
        ["x"] = key.X,
        ["y"] = key.Y,
    };
}
