using System.Text.Json;

namespace A2A.Protocol.Signing;

/// <summary>The protected header of a JSON Web Signature, as far as it decides something (RFC 7515, section 4.1).</summary>
/// <param name="Algorithm">The <c>alg</c>.</param>
/// <param name="KeyId">The <c>kid</c>; null when there is none.</param>
/// <param name="Type">The <c>typ</c>; null when there is none.</param>
/// <param name="IsCritical">Whether it names extensions that must be understood (<c>crit</c>). None is understood here.</param>
/// <remarks>
/// <c>jwk</c>, <c>jku</c>, <c>x5u</c> and <c>x5c</c> say which key the signer would like to be trusted. They are not
/// even read: keys come from where the reader chose.
/// </remarks>
internal sealed record JoseHeader(string Algorithm, string? KeyId, string? Type, bool IsCritical)
{
    /// <summary>
    /// Reads <c>eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0</c>; null when that is no JSON object with an <c>alg</c>, or has a member twice.
    /// </summary>
    public static JoseHeader? Read(string text) =>
        StrictJson.Object(StrictBase64Url.Decode(text)) is { } json && StrictJson.Text(json, "alg") is { } algorithm
            ? new(algorithm, StrictJson.Text(json, "kid"), StrictJson.Text(json, "typ"), json.TryGetProperty("crit", out _))
            : null;
}
