using System.Text.Encodings.Web;
using A2A.Server.Http.Callers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace A2A.Server.Operations;

/// <summary>Tells operators by the session of their browser, on the routes of operations alone.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    OperatorSessions sessions,
    CallerChallenge challenge)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (sessions.Find(Context) is not { } session)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        Context.Features.Set(session); // what a change must know: see CsrfToken
        var identity = new KnownCaller(session.Operator, IsOperator: true).ToIdentity(SessionRoute.Scheme);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), SessionRoute.Scheme)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        challenge.WriteAsync(Context, isTokenRefused: false);
}
