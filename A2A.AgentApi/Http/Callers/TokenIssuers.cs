using System.Text;
using System.Text.Json;
using A2A.Protocol.Jwt;
using A2A.Protocol.Signing;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Callers;

/// <summary>Whose token a token is. Each issuer is believed for its own callers only, and by its own keys only.</summary>
internal sealed class TokenIssuers(IOptions<CallerOptions> options, IssuerKeys keys, TimeProvider time)
{
    /// <summary>The longest name of a caller within its issuer, in characters.</summary>
    public const int LongestName = 256;

    private readonly Dictionary<string, Trust> _trusted = options.Value.Issuers.ToDictionary(
        pair => pair.Value.Issuer,
        pair => new Trust(pair.Key, pair.Value, new TokenVerifier(RulesOf(pair.Value, keys), time)),
        StringComparer.Ordinal);

    public async Task<TokenCaller> FindAsync(string text, CancellationToken cancellationToken)
    {
        // Who it says that made it only chooses the verifier, which believes nothing of it.
        if (JsonWebToken.Read(text) is not TokenReading.Read { Token: var token } || token.Claims.Issuer is not { } issuer || !_trusted.TryGetValue(issuer, out var trust))
        {
            return new TokenCaller.Refused("The token is none of an issuer that is known here.");
        }

        return await trust.Verifier.VerifyAsync(token, cancellationToken) switch
        {
            TokenVerdict.Valid valid => CallerOf(valid.Claims, trust),
            TokenVerdict.Undecided undecided => new TokenCaller.Undecided(undecided.Reason, undecided.RetryAfter),
            TokenVerdict.Refused refused => new TokenCaller.Refused(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static TokenCaller CallerOf(TokenClaims claims, Trust trust) =>
        claims.Text(trust.Options.OwnerClaim) is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl)
            ? new TokenCaller.Known(new KnownCaller($"{trust.Name}/{name}", IsOperator(claims, trust.Options.OperatorRole)))
            : new TokenCaller.Refused($"The token's claim that names the caller is missing, or no text of at most {LongestName} characters.");

    // roles: a text or a list (RFC 9068, section 2.2.3.1); scope: texts with blanks between (RFC 8693, section 4.2).
    private static bool IsOperator(TokenClaims claims, string? role) => !string.IsNullOrEmpty(role)
        && (ValuesOf(claims.Json, "roles").Contains(role, StringComparer.Ordinal) || claims.Text("scope")?.Split(' ').Contains(role, StringComparer.Ordinal) is true);

    private static IEnumerable<string?> ValuesOf(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString())
        : value.ValueKind == JsonValueKind.String ? [value.GetString()]
        : [];

    private static TokenRules RulesOf(IssuerOptions issuer, IssuerKeys keys) => new()
    {
        Issuer = issuer.Issuer,
        Audiences = [issuer.Audience],
        Keys = string.IsNullOrEmpty(issuer.Secret) ? keys.Of(issuer) : null,
        KeyAlgorithms = [Es256.Name, Rs256.Name],
        Secrets = string.IsNullOrEmpty(issuer.Secret) ? [] : [Encoding.UTF8.GetBytes(issuer.Secret)],
    };

    private sealed record Trust(string Name, IssuerOptions Options, TokenVerifier Verifier);
}

/// <summary>Who sends a token.</summary>
internal abstract record TokenCaller
{
    private TokenCaller() { }

    public sealed record Known(KnownCaller Caller) : TokenCaller;

    /// <param name="Reason">Why it is not believed; holds nothing of the token.</param>
    public sealed record Refused(string Reason) : TokenCaller;

    /// <summary>The issuer's keys are out of reach, or may be newer than those that are known, so nobody can tell.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">When it makes sense to come again; null when nobody knows.</param>
    public sealed record Undecided(string Reason, TimeSpan? RetryAfter) : TokenCaller;
}
