using A2A.Protocol.Signing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Jwt;

/// <summary>Decides whether tokens of known issuers are to be trusted.</summary>
/// <remarks>
/// First the signature, then what it covers, so that without a key nothing can be learned from reasons. Headers that name
/// a key or where one is (<c>jwk</c>, <c>jku</c>, <c>x5u</c>, <c>x5c</c>) are passed over, <c>crit</c> is refused. Pure but
/// for the clock and the sources of keys; safe for use by several threads. That a token is used once only is not asked here.
/// </remarks>
internal sealed class TokenVerifier
{
    private static readonly JsonWebTokenHandler Library = new() { MapInboundClaims = false };

    private readonly Dictionary<string, (TokenRules Rules, SecurityKey[] Secrets)> _issuers;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier that trusts each issuer by its own rules, by the clock of <paramref name="time"/>.</summary>
    /// <exception cref="ArgumentException">
    /// An issuer is there twice, or by its rules every token would be refused; the message names it.
    /// </exception>
    public TokenVerifier(IReadOnlyList<TokenRules> issuers, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(issuers);
        ArgumentNullException.ThrowIfNull(time);
        foreach (var rules in issuers)
        {
            rules.ThrowIfUnusable();
        }

        if (issuers.CountBy(rules => rules.Issuer).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice })
        {
            throw new ArgumentException($"The issuer {twice} is there twice; put its audiences and secrets into one.", nameof(issuers));
        }

        _issuers = issuers.ToDictionary(
            rules => rules.Issuer, rules => (rules, rules.Secrets.Select(KeyRules.OfSecret).ToArray()), StringComparer.Ordinal);
        _time = time;
    }

    /// <summary>Whether the text has the form of a signed token; whether it is to be trusted is not asked.</summary>
    public static bool IsToken(string text) => StrictToken.Read(text) is TokenReading.Read;

    /// <summary>Whether the text is a token to be trusted.</summary>
    public async Task<TokenVerdict> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return StrictToken.Read(text) switch
            {
                TokenReading.Read read => await VerifyAsync(read.Token, cancellationToken),
                TokenReading.Unreadable unreadable => new TokenVerdict.Refused(unreadable.Reason),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (UntoldKeyException e)
        {
            return new TokenVerdict.Undecided(
                "Whether the token's issuer publishes the key that its header names (kid) cannot be told at the moment.")
            {
                RetryAfter = e.RetryAfter,
            };
        }
        catch (HttpRequestException)
        {
            return new TokenVerdict.Undecided("The keys of the token's issuer cannot be had at the moment.");
        }
    }

    private async Task<TokenVerdict> VerifyAsync(StrictToken token, CancellationToken cancellationToken)
    {
        // What it says of its issuer only chooses the rules, which believe nothing of it.
        if (token.Claims.Issuer is not { } name || !_issuers.TryGetValue(name, out var issuer))
        {
            return new TokenVerdict.Refused("The token's iss is none that is trusted here.");
        }

        var (rules, secrets) = issuer;
        if (HeaderProblem(token.Header, rules) is { } wrong)
        {
            return new TokenVerdict.Refused(wrong);
        }

        // The kind of key that is configured decides on the algorithm.
        var algorithm = token.Header.Algorithm;
        var (keys, problem) = algorithm switch
        {
            SecurityAlgorithms.HmacSha256 when secrets.Length > 0 => (secrets, null),
            SecurityAlgorithms.EcdsaSha256 or SecurityAlgorithms.RsaSha256
                when rules.Keys is { } published && rules.KeyAlgorithms.Contains(algorithm) =>
                    await FindAsync(token.Header, published, cancellationToken),
            _ => ([], "The token's alg is none by which its issuer signs."),
        };
        problem ??= await ProblemAsync(token, rules, keys) ?? ClaimRules.Problem(token.Claims, rules, _time.GetUtcNow());
        return problem is null ? new TokenVerdict.Valid(token.Claims, algorithm) : new TokenVerdict.Refused(problem);
    }

    private static string? HeaderProblem(JoseHeader header, TokenRules rules) =>
        header.IsCritical ? "The token's header asks for extensions (crit), of which none is known here."
        : header.Type is { } type && !rules.Types.Contains(Short(type), StringComparer.OrdinalIgnoreCase)
            ? "The token's typ is not that of a token that is expected here."
        : null;

    private static async ValueTask<(SecurityKey[] Keys, string? Problem)> FindAsync(
        JoseHeader header, IJsonWebKeySource keys, CancellationToken cancellationToken)
    {
        if (header.KeyId is not { Length: > 0 } kid)
        {
            return ([], "The token's header names no key (kid).");
        }

        if (await keys.FindAsync(kid, cancellationToken) is not { } key)
        {
            return ([], "The token's header names a key (kid) that its issuer does not publish.");
        }

        return KeyRules.Problem(key, header.Algorithm) is { } problem
            ? ([], $"The key that the token's header names {problem}.")
            : ([KeyRules.NumbersOf(key)], null);
    }

    /// <summary>What the library finds wrong with the token; null when nothing is.</summary>
    internal static async Task<string?> ProblemAsync(StrictToken token, TokenRules rules, SecurityKey[] keys)
    {
        var result = await Library.ValidateTokenAsync(token.Text, new TokenValidationParameters
        {
            ValidAlgorithms = [token.Header.Algorithm], // by which these keys were chosen
            IssuerSigningKeys = keys,
            ValidIssuer = rules.Issuer,
            ValidAudiences = rules.Audiences,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidateLifetime = false, // by ClaimRules: the library asks for no iat, knows no longest lifetime and has a clock of its own
        });
        return result.IsValid ? null : result.Exception switch
        {
            SecurityTokenInvalidAudienceException => "The token's aud names none of the audiences that are expected here.",
            SecurityTokenInvalidSignatureException when token.Header.Algorithm == SecurityAlgorithms.HmacSha256 =>
                "The token is not signed by a known secret of its issuer, or was changed.",
            SecurityTokenInvalidSignatureException => "The token is not signed by the key that it names, or was changed.",
            _ => "A member of the token has another type than RFC 7515 and RFC 7519 give it: "
                + "iss, aud and jti are texts; nbf, iat and exp are numbers.",
        };
    }

    // RFC 7515, section 4.1.9: "application/" may be there and means nothing.
    private static string Short(string type) =>
        type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? type["application/".Length..] : type;
}
