using A2A.Protocol.Signing;

namespace A2A.Protocol.Jwt;

/// <summary>A JSON Web Token with a signature (RFC 7519; RFC 7515, section 3.1), as it was read: nothing in it is trusted yet.</summary>
public sealed class JsonWebToken
{
    /// <summary>In characters: more than the headers of a request may hold elsewhere, little enough to read without care.</summary>
    public const int LongestText = 16 * 1024;

    private JsonWebToken(JoseHeader header, TokenClaims claims, string signedText, byte[] signature)
    {
        Header = header;
        Claims = claims;
        SignedText = signedText;
        Signature = signature;
    }

    /// <summary>What it says, whoever said so.</summary>
    public TokenClaims Claims { get; }

    /// <summary>By which algorithm it says that it was signed, <c>alg</c>.</summary>
    public string Algorithm => Header.Algorithm;

    /// <summary>By which key it says that it was signed, <c>kid</c>.</summary>
    public string? KeyId => Header.KeyId;

    internal JoseHeader Header { get; }

    internal string SignedText { get; }

    internal byte[] Signature { get; }

    /// <summary>Reads <c>eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.MEUCIQ</c>: three parts in base64url without padding, the first two JSON objects.</summary>
    public static TokenReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestText)
        {
            return new TokenReading.Unreadable($"The token is longer than {LongestText} characters.");
        }

        if (text.Split('.') is not [var header, var payload, var signature])
        {
            return new TokenReading.Unreadable("The token has not the three parts of a signed JSON Web Token.");
        }

        if (JoseHeader.Read(header) is not { } read)
        {
            return new TokenReading.Unreadable("The token's header is not the base64url of a JSON object with alg, each member once.");
        }

        if (StrictJson.Object(StrictBase64Url.Decode(payload)) is not { } claims)
        {
            return new TokenReading.Unreadable("The token's payload is not the base64url of a JSON object with each member once.");
        }

        return StrictBase64Url.Decode(signature) is { } bytes
            ? new TokenReading.Read(new JsonWebToken(read, new TokenClaims(claims), $"{header}.{payload}", bytes))
            : new TokenReading.Unreadable("The token's signature is not base64url without padding.");
    }
}

/// <summary>Whether a text is a JSON Web Token.</summary>
public abstract record TokenReading
{
    private TokenReading()
    {
    }

    /// <summary>It is; nothing in it is trusted yet.</summary>
    public sealed record Read(JsonWebToken Token) : TokenReading;

    /// <summary>It is not.</summary>
    /// <param name="Reason">Why, for people; it holds nothing of the text.</param>
    public sealed record Unreadable(string Reason) : TokenReading;
}
