using System.Text;
using System.Text.Json;
using A2A.Webhooks.Jwt;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Http.Callers;

/// <summary>Finds the caller of a token. Each issuer is believed for its own callers only, and by its own keys only.</summary>
/// <remarks>
/// The parameters of <c>JwtBearer</c> are not used: they are the same for all issuers, and know no state between good and
/// bad, in which a token is while its issuer's keys cannot be had.
/// </remarks>
internal sealed class CallerTokens(IOptions<CallerOptions> options, IssuerKeys keys, TimeProvider time) : TokenHandler
{
    /// <summary>The longest name of a caller within its issuer, in characters.</summary>
    public const int LongestName = 256;

    private readonly Dictionary<string, (string Name, IssuerOptions Options)> _issuers =
        options.Value.Issuers.ToDictionary(pair => pair.Value.Issuer, pair => (pair.Key, pair.Value), StringComparer.Ordinal);

    private readonly TokenVerifier _verifier = new([.. options.Value.Issuers.Values.Select(issuer => RulesOf(issuer, keys))], time);

    // The library's contract brings no cancellation; an issuer that does not answer is given up after some seconds.
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters) =>
        await _verifier.VerifyAsync(token, CancellationToken.None) switch
        {
            TokenVerdict.Valid valid when CallerOf(valid.Claims) is { } caller =>
                new()
                {
                    IsValid = true,
                    ClaimsIdentity = caller.ToIdentity(CallersExtensions.Bearer),
                    SecurityToken = new JsonWebToken(token),
                },
            TokenVerdict.Valid =>
                Refused($"The token's claim that names the caller is missing, or no text of at most {LongestName} characters."),
            TokenVerdict.Refused refused => Refused(refused.Reason),
            TokenVerdict.Undecided undecided => new() { Exception = new UndecidedTokenException(undecided.Reason, undecided.RetryAfter) },
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static TokenValidationResult Refused(string reason) => new() { Exception = new SecurityTokenValidationException(reason) };

    private KnownCaller? CallerOf(TokenClaims claims)
    {
        var (issuer, rules) = _issuers[claims.Issuer!]; // a valid token has one that is known
        return claims.Text(rules.OwnerClaim) is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl)
            ? new KnownCaller($"{issuer}/{name}", IsOperator(claims, rules.OperatorRole))
            : null;
    }

    // roles: a text or a list (RFC 9068, section 2.2.3.1); scope: texts with blanks between (RFC 8693, section 4.2).
    private static bool IsOperator(TokenClaims claims, string? role) => !string.IsNullOrEmpty(role)
        && (ValuesOf(claims.Json, "roles").Contains(role, StringComparer.Ordinal)
            || claims.Text("scope")?.Split(' ').Contains(role, StringComparer.Ordinal) is true);

    private static IEnumerable<string?> ValuesOf(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString())
        : value.ValueKind == JsonValueKind.String ? [value.GetString()]
        : [];

    private static TokenRules RulesOf(IssuerOptions issuer, IssuerKeys keys) => new()
    {
        Issuer = issuer.Issuer,
        Audiences = [issuer.Audience],
        Keys = string.IsNullOrEmpty(issuer.Secret) ? keys.Of(issuer) : null,
        KeyAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
        Secrets = string.IsNullOrEmpty(issuer.Secret) ? [] : [Encoding.UTF8.GetBytes(issuer.Secret)],
    };
}

/// <summary>
/// The issuer's keys are out of reach, or may be newer than those that are known, so the token can be neither accepted nor
/// refused.
/// </summary>
internal sealed class UndecidedTokenException(string reason, TimeSpan? retryAfter) : Exception(reason)
{
    /// <summary>When a further request makes sense; null when that is not known.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
