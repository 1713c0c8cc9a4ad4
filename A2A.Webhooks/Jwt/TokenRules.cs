using A2A.Protocol.Signing;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Jwt;

/// <summary>When a token of one issuer is to be trusted.</summary>
/// <remarks>
/// What kind of key there is decides on the algorithm, never the token: secrets are for HS256 alone, public keys for
/// <see cref="KeyAlgorithms"/> alone, so that a public key cannot be used to sign as if it were a secret.
/// </remarks>
internal sealed record TokenRules
{
    /// <summary>The <c>iss</c> that it must have, compared as it is.</summary>
    public required string Issuer { get; init; }

    /// <summary>The <c>aud</c> that it must have: one of these, compared as they are.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>Where the public keys are that it may be signed by; null when it is signed by secrets only.</summary>
    public IJsonWebKeySource? Keys { get; init; }

    /// <summary>By which algorithms the keys may sign: ES256, RS256.</summary>
    public IReadOnlyList<string> KeyAlgorithms { get; init; } = [SecurityAlgorithms.EcdsaSha256];

    /// <summary>The secrets that it may be signed by with HS256; several while they rotate.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Secrets { get; init; } = [];

    /// <summary>
    /// What its <c>typ</c> may be, if it has one, without regard to case: by default that of a token and that of an access
    /// token (RFC 9068).
    /// </summary>
    public IReadOnlyList<string> Types { get; init; } = ["JWT", "at+jwt"];

    /// <summary>How far the issuer's clock may be from ours, both ways.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest time from <c>iat</c> to <c>exp</c>, but for a second; null for any.</summary>
    public TimeSpan? LongestLifetime { get; init; }

    /// <summary>Whether it must have a <c>jti</c>.</summary>
    public bool RequiresTokenId { get; init; }

    /// <exception cref="ArgumentException">By these rules every token would be refused, or the wrong ones trusted.</exception>
    internal void ThrowIfUnusable()
    {
        var problem = Issuer.Length == 0 ? $"{nameof(Issuer)} is empty; set it to the iss of its tokens."
            : Audiences.Count == 0 || Audiences.Any(string.IsNullOrEmpty)
                ? $"{nameof(Audiences)} of {Issuer} is empty; name the aud of its tokens."
            : Keys is null && Secrets.Count == 0 ? $"{Issuer} has neither {nameof(Keys)} nor {nameof(Secrets)}; set one of them."
            : Secrets.Any(secret => secret.IsEmpty) ? $"{nameof(Secrets)} of {Issuer} has an empty one."
            : Keys is not null && (KeyAlgorithms.Count == 0
                || KeyAlgorithms.Any(name => name is not (SecurityAlgorithms.EcdsaSha256 or SecurityAlgorithms.RsaSha256)))
                ? $"{nameof(KeyAlgorithms)} of {Issuer} must be ES256 or RS256, or both."
            : Tolerance < TimeSpan.Zero || LongestLifetime <= TimeSpan.Zero
                ? $"{nameof(Tolerance)} and {nameof(LongestLifetime)} of {Issuer} must not be negative."
            : null;
        if (problem is not null)
        {
            throw new ArgumentException(problem);
        }
    }
}
