using System.Security.Claims;
using System.Text.Encodings.Web;
using A2A.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Callers;

/// <summary>Tells callers by the key in the header <c>X-API-Key</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiKey";
    public const string Header = "X-API-Key";

    /// <summary>What cards say of it (A2A 1.0, section 4.5).</summary>
    public static IReadOnlyDictionary<string, SecurityScheme> Schemes { get; } = new Dictionary<string, SecurityScheme>
    {
        ["apiKey"] = new()
        {
            ApiKeySecurityScheme = new() { Description = "The key that the operator of this server gave you.", Location = "header", Name = Header },
        },
    };

    /// <summary>Every call needs it.</summary>
    /// <remarks>
    /// The role is there for those who verify the card's signature: other libraries leave out empty lists and what holds
    /// nothing else, which would be the whole requirement, and with it the signature would not fit.
    /// </remarks>
    public static IReadOnlyList<SecurityRequirement> Requirements { get; } =
        [new() { Schemes = new Dictionary<string, StringList> { ["apiKey"] = new() { List = ["caller"] } } }];

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header];
        return Task.FromResult(given.Count == 0 ? AuthenticateResult.NoResult()
            : given is [{ } key] && keys.OwnerOf(key) is { } owner ? AuthenticateResult.Success(TicketOf(owner))
            : AuthenticateResult.Fail("The key is nobody's."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = $"{Name} realm=\"A2A agents\", header=\"{Header}\"";
        return new Refusal(A2AError.Unauthenticated).ExecuteAsync(Context);
    }

    private static AuthenticationTicket TicketOf(string owner) =>
        new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, owner)], Name)), Name);
}
