using System.Text;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Callers;

/// <summary>An issuer of trusted tokens, and how they name their caller.</summary>
public sealed class IssuerOptions
{
    /// <summary>The shortest secret, in bytes: as long as what HS256 makes of it (RFC 7518, section 3.2).</summary>
    internal const int ShortestSecret = 32;

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The <c>aud</c> that they must have: this server.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Where its public keys are (ES256, RS256). Absent without a secret = what its OpenID discovery document says.</summary>
    public Uri? Jwks { get; set; }

    /// <summary>The secret that signs its tokens (HS256), in the place of public keys.</summary>
    public string? Secret { get; set; }

    /// <summary>The claim that names the caller.</summary>
    public string OwnerClaim { get; set; } = "sub";

    /// <summary>The value of the claim <c>roles</c> or <c>scope</c> that makes an operator; absent = its tokens make none.</summary>
    public string? OperatorRole { get; set; }

    /// <summary>Its discovery document (OpenID Connect Discovery 1.0, section 4).</summary>
    internal string Discovery => $"{Issuer.TrimEnd('/')}/.well-known/openid-configuration";

    /// <summary>True when its keys are found by way of the discovery document.</summary>
    internal bool IsDiscovered => Jwks is null && string.IsNullOrEmpty(Secret);
}

/// <summary>Refuses to start with issuers that could not be told apart or believed. Says which setting, never a secret.</summary>
internal sealed class IssuerOptionsCheck(IHostEnvironment environment) : IValidateOptions<CallerOptions>
{
    private const int LongestName = 64;

    public ValidateOptionsResult Validate(string? name, CallerOptions options)
    {
        var problems = options.Issuers.SelectMany(pair => Check($"Callers:Issuers:{pair.Key}", pair.Key, pair.Value))
            .Concat(options.Issuers.GroupBy(pair => pair.Value.Issuer, StringComparer.Ordinal).Where(group => group.Count() > 1)
                .Select(group => "Callers:Issuers has one Issuer under several names:"
                    + $" {string.Join(", ", group.Select(pair => pair.Key))}; keep one of them."))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Check(string section, string name, IssuerOptions issuer)
    {
        if (name.Length > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            yield return $"{section} must have a name of at most {LongestName} letters, digits, hyphens, dots and underscores.";
        }

        if (issuer.Issuer.Length == 0 || issuer.Audience.Length == 0 || issuer.OwnerClaim.Length == 0)
        {
            yield return $"{section} needs Issuer and Audience, and OwnerClaim must not be empty.";
        }

        if (issuer.Jwks is not null && !string.IsNullOrEmpty(issuer.Secret))
        {
            yield return $"{section} has both Jwks and Secret; keep the one that its tokens are signed with.";
        }

        if (!string.IsNullOrEmpty(issuer.Secret) && Encoding.UTF8.GetByteCount(issuer.Secret) < IssuerOptions.ShortestSecret)
        {
            yield return $"{section}:Secret must be at least {IssuerOptions.ShortestSecret} bytes long.";
        }

        if (issuer.Jwks is { } jwks && !IsAddress(jwks))
        {
            yield return $"{section}:Jwks must be an https URL (http in Development only).";
        }

        if (issuer.IsDiscovered && issuer.Issuer.Length > 0
            && !(Uri.TryCreate(issuer.Issuer, UriKind.Absolute, out var address) && IsAddress(address)))
        {
            yield return $"{section}:Issuer must be an https URL (http in Development only) where neither Jwks nor Secret is set.";
        }
    }

    private bool IsAddress(Uri address) => address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment()));
}
