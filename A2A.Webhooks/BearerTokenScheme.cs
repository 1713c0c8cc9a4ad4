using System.Diagnostics;
using A2A.Webhooks.Jwt;

namespace A2A.Webhooks;

/// <summary>
/// A JSON Web Token that an issuer signed for this receiver, this task and this body: RFC 7519, with the claims
/// <c>taskId</c> and <c>request_body_sha256</c>. Whether it was used before is not asked here.
/// </summary>
internal sealed class BearerTokenScheme
{
    /// <summary>One for each algorithm.</summary>
    public static readonly IReadOnlyList<string> Names = ["jwt-es256", "jwt-hs256"];

    private readonly TokenVerifier _verifier;
    private readonly HashSet<string> _withoutBodyHash;

    /// <exception cref="ArgumentException">An issuer cannot be trusted as it is configured; the message names it.</exception>
    public BearerTokenScheme(WebhookTrust trust, TimeProvider time)
    {
        _verifier = new([.. trust.Issuers.Select(issuer => RulesOf(issuer, trust))], time);
        _withoutBodyHash = [.. trust.Issuers.Where(issuer => !issuer.RequiresBodyHash).Select(issuer => issuer.Issuer)];
    }

    public async ValueTask<WebhookProof> CheckAsync(string token, WebhookRequest request, CancellationToken cancellationToken) =>
        await _verifier.VerifyAsync(token, cancellationToken) switch
        {
            TokenVerdict.Refused refused => new WebhookProof.Invalid(refused.Reason),
            TokenVerdict.Undecided undecided => new WebhookProof.Unknown(undecided.Reason, undecided.RetryAfter),
            TokenVerdict.Valid valid when Problem(valid.Claims, request) is { } problem => new WebhookProof.Invalid(problem),
            TokenVerdict.Valid valid => new WebhookProof.Valid($"jwt-{valid.Algorithm.ToLowerInvariant()}") { Token = valid.Claims },
            _ => throw new UnreachableException(),
        };

    /// <summary>What of the request is not what the token was made for; null when all of it is.</summary>
    private string? Problem(TokenClaims claims, WebhookRequest request)
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
            return _withoutBodyHash.Contains(claims.Issuer!) // a valid token has one
                ? null
                : $"The token has no {WebhookToken.BodyHashClaim}, so that it does not prove the body.";
        }

        // The hash is no secret, so an ordinary comparison is enough: it can be computed from the body.
        return claims.Text(WebhookToken.BodyHashClaim) == WebhookToken.BodyHash(request.Body.Span)
            ? null
            : $"The token's {WebhookToken.BodyHashClaim} is not the SHA-256 of the body in lower-case hex.";
    }

    private static TokenRules RulesOf(WebhookIssuer issuer, WebhookTrust trust) => new()
    {
        Issuer = issuer.Issuer,
        Audiences = issuer.Audiences,
        Keys = issuer.Keys,
        Secrets = [.. issuer.Secrets.Concat(trust.Secrets).Select(secret => (ReadOnlyMemory<byte>)secret.Text.ToArray())],
        Types = ["JWT"],
        Tolerance = trust.Tolerance,
        LongestLifetime = WebhookTokenTerms.LongestLifetime,
        RequiresTokenId = true,
    };
}
