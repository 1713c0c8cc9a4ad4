using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Callers;

/// <summary>Tells callers by a JSON Web Token in the header <c>Authorization</c> (RFC 6750).</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenIssuers issuers, CallerChallenge challenge)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "Bearer";

    private const string RetryAfter = "retry-after";

    /// <summary>Whether the request brings a token, be it good or not.</summary>
    public static bool IsGiven(HttpRequest request) => request.Headers.Authorization.Any(value => SchemeOf(value).Equals(Name, StringComparison.OrdinalIgnoreCase));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsGiven(Request))
        {
            return AuthenticateResult.NoResult();
        }

        if (Request.Headers.Authorization is not [{ } value])
        {
            return AuthenticateResult.Fail("The header Authorization is there several times.");
        }

        return await issuers.FindAsync(value[Name.Length..].Trim(), Context.RequestAborted) switch
        {
            TokenCaller.Known known => AuthenticateResult.Success(known.Caller.ToTicket(Name)),
            TokenCaller.Undecided undecided => AuthenticateResult.Fail(
                undecided.Reason, new AuthenticationProperties(items: null, new Dictionary<string, object?> { [RetryAfter] = undecided.RetryAfter })),
            TokenCaller.Refused refused => AuthenticateResult.Fail(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        await (result.Properties?.Parameters.TryGetValue(RetryAfter, out var wait) is true
            ? challenge.PostponeAsync(Context, wait as TimeSpan?)
            : challenge.WriteAsync(Context, isTokenRefused: result.Failure is not null));
    }

    private static ReadOnlySpan<char> SchemeOf(string? value) => value is null ? "" : value.AsSpan(0, value.IndexOf(' ') is >= 0 and var end ? end : value.Length);
}
