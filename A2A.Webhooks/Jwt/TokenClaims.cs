using System.Text.Json;
using A2A.Protocol.Signing;

namespace A2A.Webhooks.Jwt;

/// <summary>What a JSON Web Token says (RFC 7519, section 4). Whether it is true a <see cref="TokenVerifier"/> decides.</summary>
/// <remarks>Nothing is converted: a number is no text, and a time keeps its fractions.</remarks>
internal sealed class TokenClaims
{
    internal TokenClaims(JsonElement json) => Json = json;

    /// <summary>All of it: a JSON object in which no member comes twice.</summary>
    public JsonElement Json { get; }

    /// <summary>The token's issuer, <c>iss</c>; null when it is missing or no text.</summary>
    public string? Issuer => Text("iss");

    /// <summary>The token's own id, <c>jti</c>; null when it is missing or no text.</summary>
    public string? TokenId => Text("jti");

    /// <summary>The claim's text; null when it is missing or no text.</summary>
    public string? Text(string name) => StrictJson.Text(Json, name);

    /// <summary>The claim's time, whole or fractional seconds since 1970; null when it is missing or no time until the year 9999.</summary>
    public DateTimeOffset? Time(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var seconds) && seconds is >= 0 and < 253_402_300_800m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    internal bool Has(string name) => Json.TryGetProperty(name, out _);
}
