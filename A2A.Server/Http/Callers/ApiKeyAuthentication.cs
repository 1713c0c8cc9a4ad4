using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Callers;

/// <summary>Tells callers and operators by the key in the header <c>X-API-Key</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ApiKeys keys,
    CallerChallenge challenge)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiKey";
    public const string Header = "X-API-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header];
        return Task.FromResult(given.Count == 0 ? AuthenticateResult.NoResult()
            : given is [{ } key] && keys.Find(key) is { } caller ? AuthenticateResult.Success(new(new(caller.ToIdentity(Name)), Name))
            : AuthenticateResult.Fail("The key is nobody's."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        challenge.WriteAsync(Context, isTokenRefused: false);
}
