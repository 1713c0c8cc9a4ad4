using A2A.Protocol;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Callers;

/// <summary>How callers can authenticate, as cards and descriptions declare it (A2A 1.0, section 4.5).</summary>
internal sealed class CallerSchemes(IOptions<CallerOptions> options)
{
    private const string ApiKey = "apiKey";
    private const string Bearer = "bearer";

    private readonly CallerOptions _options = options.Value;

    /// <summary>False when the agents are open without authentication. Keys of operators alone change nothing in that.</summary>
    public bool AreNeeded => TakesKeys || TakesTokens;

    /// <summary>Whether callers of agents have keys.</summary>
    public bool TakesKeys => _options.ApiKeys.Count > 0;

    /// <summary>Whether there are operators by key.</summary>
    public bool TakesOperatorKeys => _options.Operators.Count > 0;

    public bool TakesTokens => _options.Issuers.Count > 0;

    /// <summary>The schemes of the agents, by name; null when there is none.</summary>
    public IReadOnlyDictionary<string, SecurityScheme>? Schemes => AreNeeded ? Declare(TakesKeys) : null;

    /// <summary>The same for operators, which always need one of them.</summary>
    public IReadOnlyDictionary<string, SecurityScheme> OperatorSchemes => Declare(TakesKeys || TakesOperatorKeys || !TakesTokens);

    /// <summary>Any one of these is enough; null when none is needed.</summary>
    public IReadOnlyList<SecurityRequirement>? Requirements => Schemes is { } schemes ? RequirementsOf(schemes) : null;

    /// <summary>Any one of the schemes is enough.</summary>
    /// <remarks>
    /// The role or scope is there for verifiers of the card's signature: other libraries leave out empty lists and what
    /// holds nothing else, which would be the whole requirement, and with it the signature would not fit.
    /// </remarks>
    public static IReadOnlyList<SecurityRequirement> RequirementsOf(IReadOnlyDictionary<string, SecurityScheme> schemes) => schemes
        .Select(scheme => new SecurityRequirement
        {
            Schemes = new Dictionary<string, StringList>
            {
                [scheme.Key] = new() { List = [scheme.Value.OpenIdConnectSecurityScheme is null ? "caller" : "openid"] },
            },
        })
        .ToList();

    private SortedDictionary<string, SecurityScheme> Declare(bool withKey)
    {
        var schemes = new SortedDictionary<string, SecurityScheme>(StringComparer.Ordinal);
        if (withKey)
        {
            schemes[ApiKey] = new()
            {
                ApiKeySecurityScheme = new()
                {
                    Description = "The key that the operator of this server gave you.",
                    Location = "header",
                    Name = ApiKeyAuthentication.Header,
                },
            };
        }

        foreach (var (name, issuer) in _options.Issuers)
        {
            schemes[issuer.IsDiscovered ? $"openIdConnect.{name}" : Bearer] = SchemeOf(issuer);
        }

        return schemes;
    }

    private static SecurityScheme SchemeOf(IssuerOptions issuer) => issuer.IsDiscovered
        ? new() { OpenIdConnectSecurityScheme = new() { Description = "A token of this provider.", OpenIdConnectUrl = issuer.Discovery } }
        : new()
        {
            HttpAuthSecurityScheme = new()
            {
                Description = "A token that the operator of this server trusts.",
                Scheme = "Bearer",
                BearerFormat = "JWT",
            }
        };
}
