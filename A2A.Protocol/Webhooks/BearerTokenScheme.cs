using System.Diagnostics;
using A2A.Protocol.Jwt;
using A2A.Protocol.Signing;

namespace A2A.Protocol.Webhooks;

/// <summary>
/// A JSON Web Token that an issuer signed for this receiver, this task and this body: RFC 7519, with the claims
/// <c>taskId</c> and <c>request_body_sha256</c>. Whether it was used before is not asked here.
/// </summary>
internal sealed class BearerTokenScheme
{
    private readonly Dictionary<string, (TokenVerifier Verifier, bool RequiresBodyHash)> _issuers;

    /// <exception cref="ArgumentException">An issuer cannot be trusted as it is configured; the message names it.</exception>
    public BearerTokenScheme(WebhookTrust trust, TimeProvider time)
    {
        if (trust.Issuers.CountBy(issuer => issuer.Issuer).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice })
        {
            throw new ArgumentException($"The issuer {twice} is there twice; put its audiences and secrets into one.", nameof(trust));
        }

        _issuers = trust.Issuers.ToDictionary(
            issuer => issuer.Issuer, issuer => (new TokenVerifier(RulesOf(issuer, trust), time), issuer.RequiresBodyHash), StringComparer.Ordinal);
    }

    public async ValueTask<WebhookProof> CheckAsync(string token, WebhookRequest request, CancellationToken cancellationToken) =>
        JsonWebToken.Read(token) switch
        {
            TokenReading.Unreadable unreadable => new WebhookProof.Invalid(unreadable.Reason),
            TokenReading.Read read => await CheckAsync(read.Token, request, cancellationToken),
            _ => throw new UnreachableException(),
        };

    private async ValueTask<WebhookProof> CheckAsync(JsonWebToken token, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (token.Claims.Issuer is not { } name || !_issuers.TryGetValue(name, out var issuer))
        {
            return new WebhookProof.Invalid("The token's iss is none that is trusted here.");
        }

        return await issuer.Verifier.VerifyAsync(token, cancellationToken) switch
        {
            TokenVerdict.Refused refused => new WebhookProof.Invalid(refused.Reason),
            TokenVerdict.Undecided undecided => new WebhookProof.Unknown(undecided.Reason, undecided.RetryAfter),
            TokenVerdict.Valid valid when Problem(valid.Claims, request, issuer.RequiresBodyHash) is { } problem => new WebhookProof.Invalid(problem),
            TokenVerdict.Valid valid => new WebhookProof.Valid($"jwt-{valid.Algorithm.ToLowerInvariant()}") { Token = valid.Claims },
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>What of the request is not what the token was made for; null when all of it is.</summary>
    private static string? Problem(TokenClaims claims, WebhookRequest request, bool requiresBodyHash)
    {
        if (claims.Text(WebhookToken.TaskIdClaim) is not { Length: > 0 } task)
        {
            return $"The token has no {WebhookToken.TaskIdClaim}, the text that names its task.";
        }

        if (request.Header(WebhookHeaders.A2ATaskId) is { } taskId && task != taskId)
        {
            return $"The token's {WebhookToken.TaskIdClaim} is not the task that {WebhookHeaders.A2ATaskId} names.";
        }

        if (!claims.Has(WebhookToken.BodyHashClaim))
        {
            return requiresBodyHash ? $"The token has no {WebhookToken.BodyHashClaim}, so that it does not prove the body." : null;
        }

        // The hash is no secret: who sees the body can make it.
        return claims.Text(WebhookToken.BodyHashClaim) == WebhookToken.BodyHash(request.Body.Span)
            ? null
            : $"The token's {WebhookToken.BodyHashClaim} is not the SHA-256 of the body in lower-case hex.";
    }

    private static TokenRules RulesOf(WebhookIssuer issuer, WebhookTrust trust) => new()
    {
        Issuer = issuer.Issuer,
        Audiences = issuer.Audiences,
        Keys = issuer.Keys,
        KeyAlgorithms = [Es256.Name],
        Secrets = [.. issuer.Secrets.Concat(trust.Secrets).Select(secret => (ReadOnlyMemory<byte>)secret.Text.ToArray())],
        Types = ["JWT"],
        Tolerance = trust.Tolerance,
        LongestLifetime = WebhookTokenTerms.LongestLifetime,
        RequiresTokenId = true,
    };
}
