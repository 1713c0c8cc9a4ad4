using System.Security.Cryptography;
using A2A.Protocol.Signing;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Push.Keys;

/// <summary>A key that signs with ES256.</summary>
/// <param name="Kid">Its name: the thumbprint of its public part (RFC 7638).</param>
/// <param name="Created">When it was made.</param>
/// <param name="SignsFrom">When it begins to sign, by the store's clock.</param>
/// <param name="Pkcs8">The private key. Secret.</param>
internal sealed record SigningKey(string Kid, DateTimeOffset Created, DateTimeOffset SignsFrom, byte[] Pkcs8)
{
    /// <summary>A key that would sign at once.</summary>
    public static SigningKey New(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(PublicKeys.Of(key).Kid, now, now, key.ExportPkcs8PrivateKey());
    }

    /// <summary>
    /// The key, ready to sign; the caller disposes of it. Each caller has its own, because they are not made for several at a time.
    /// </summary>
    public ECDsa Open()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Pkcs8, out _);
        return key;
    }

    /// <summary>The part of it that is published.</summary>
    public JsonWebKey ToPublic()
    {
        using var key = Open();
        return PublicKeys.Of(key);
    }

    // The private key must not come into a log by way of a record's text.
    public override string ToString() => $"key {Kid}";
}
