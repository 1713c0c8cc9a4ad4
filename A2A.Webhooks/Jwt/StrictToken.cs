using A2A.Protocol.Signing;

namespace A2A.Webhooks.Jwt;

/// <summary>
/// A signed JSON Web Token (RFC 7519; RFC 7515, section 3.1) in the one form that is taken; nothing in it is trusted yet.
/// </summary>
/// <remarks>
/// The library that verifies takes more: padding, blanks, and members that come twice, of which it uses the last. Then two
/// readers could see two tokens, and one token could have several texts.
/// </remarks>
internal sealed class StrictToken
{
    /// <summary>In characters: more than the headers of a request may hold elsewhere, little enough to read without care.</summary>
    public const int LongestText = 16 * 1024;

    private StrictToken(string text, JoseHeader header, TokenClaims claims) => (Text, Header, Claims) = (text, header, claims);

    public string Text { get; }

    public JoseHeader Header { get; }

    public TokenClaims Claims { get; }

    /// <summary>
    /// Reads <c>eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.MEUCIQ</c>: three parts in base64url without padding, the first two
    /// JSON objects.
    /// </summary>
    public static TokenReading Read(string text)
    {
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

        return StrictBase64Url.Decode(signature) is null
            ? new TokenReading.Unreadable("The token's signature is not base64url without padding.")
            : new TokenReading.Read(new StrictToken(text, read, new TokenClaims(claims)));
    }
}

/// <summary>Whether a text is a JSON Web Token.</summary>
internal abstract record TokenReading
{
    private TokenReading()
    {
    }

    /// <summary>It is; nothing in it is trusted yet.</summary>
    public sealed record Read(StrictToken Token) : TokenReading;

    /// <summary>It is not.</summary>
    /// <param name="Reason">Why, for people; it holds nothing of the text.</param>
    public sealed record Unreadable(string Reason) : TokenReading;
}
