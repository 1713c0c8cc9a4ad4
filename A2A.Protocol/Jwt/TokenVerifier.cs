using A2A.Protocol.Signing;

namespace A2A.Protocol.Jwt;

/// <summary>Decides whether tokens of one issuer are to be trusted.</summary>
/// <remarks>
/// First the signature, then what it covers, so that nobody learns from reasons without a key. Headers that name a key
/// or where one is (<c>jwk</c>, <c>jku</c>, <c>x5u</c>, <c>x5c</c>) are passed over, <c>crit</c> is refused. Pure but
/// for the clock and the source of keys; safe for use by several threads. That a token is used once only is not asked here.
/// </remarks>
public sealed class TokenVerifier
{
    private readonly TokenRules _rules;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier by these rules and the clock of <paramref name="time"/>.</summary>
    /// <exception cref="ArgumentException">By the rules every token would be refused; the message names the rule.</exception>
    public TokenVerifier(TokenRules rules, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(time);
        rules.ThrowIfUnusable();
        _rules = rules;
        _time = time;
    }

    /// <summary>Whether the text is a token to be trusted.</summary>
    public async Task<TokenVerdict> VerifyAsync(string text, CancellationToken cancellationToken) => JsonWebToken.Read(text) switch
    {
        TokenReading.Read read => await VerifyAsync(read.Token, cancellationToken),
        TokenReading.Unreadable unreadable => new TokenVerdict.Refused(unreadable.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether the token is to be trusted.</summary>
    public async Task<TokenVerdict> VerifyAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        try
        {
            var problem = HeaderProblem(token)
                ?? await SignatureProblemAsync(token, cancellationToken)
                ?? ClaimRules.Problem(token.Claims, _rules, _time.GetUtcNow());
            return problem is null ? new TokenVerdict.Valid(token.Claims, token.Algorithm) : new TokenVerdict.Refused(problem);
        }
        catch (UntoldKeyException e)
        {
            return new TokenVerdict.Undecided("Whether the token's issuer publishes the key that its header names (kid) cannot be told at the moment.")
            {
                RetryAfter = e.RetryAfter,
            };
        }
        catch (HttpRequestException)
        {
            return new TokenVerdict.Undecided("The keys of the token's issuer cannot be had at the moment.");
        }
    }

    private string? HeaderProblem(JsonWebToken token) =>
        token.Header.IsCritical ? "The token's header asks for extensions (crit), of which none is known here."
        : token.Header.Type is { } type && !_rules.Types.Contains(Short(type), StringComparer.OrdinalIgnoreCase)
            ? "The token's typ is not that of a token that is expected here."
        : null;

    private async ValueTask<string?> SignatureProblemAsync(JsonWebToken token, CancellationToken cancellationToken) => token.Algorithm switch
    {
        Hs256.Name when _rules.Secrets.Count > 0 =>
            Hs256.Verify(token.SignedText, token.Signature, _rules.Secrets) ? null : "The token is not signed by a known secret of its issuer, or was changed.",
        Es256.Name or Rs256.Name when _rules.Keys is { } keys && _rules.KeyAlgorithms.Contains(token.Algorithm) =>
            await KeyProblemAsync(token, keys, cancellationToken),
        _ => "The token's alg is none by which its issuer signs.",
    };

    private static async ValueTask<string?> KeyProblemAsync(JsonWebToken token, IJsonWebKeySource keys, CancellationToken cancellationToken)
    {
        if (token.KeyId is not { Length: > 0 } kid)
        {
            return "The token's header names no key (kid).";
        }

        if (await keys.FindAsync(kid, cancellationToken) is not { } key)
        {
            return "The token's header names a key (kid) that its issuer does not publish.";
        }

        var isEs256 = token.Algorithm == Es256.Name;
        if ((isEs256 ? Es256.Problem(key) : Rs256.Problem(key)) is { } problem)
        {
            return $"The key that the token's header names {problem}.";
        }

        var isRight = isEs256 ? Es256.Verify(token.SignedText, token.Signature, key) : Rs256.Verify(token.SignedText, token.Signature, key);
        return isRight ? null : "The token is not signed by the key that it names, or was changed.";
    }

    // RFC 7515, section 4.1.9: "application/" may be there and means nothing.
    private static string Short(string type) =>
        type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? type["application/".Length..] : type;
}
