using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace A2A.Server.Http.Callers;

/// <summary>What the server does otherwise than <c>JwtBearer</c> with a token in the header <c>Authorization</c> (RFC 6750).</summary>
internal sealed partial class BearerEvents(CallerChallenge challenge, ILogger<BearerEvents> logger) : JwtBearerEvents
{
    /// <summary>Whether the request brings a token, be it good or not.</summary>
    public static bool IsGiven(HttpRequest request) =>
        request.Headers.Authorization.Any(value => SchemeOf(value).Equals(CallersExtensions.Bearer, StringComparison.OrdinalIgnoreCase));

    // An empty token and a second header would count as no token, whose sender hears nothing of an error.
    public override Task MessageReceived(MessageReceivedContext context)
    {
        var given = context.Request.Headers.Authorization;
        if (given.Count > 1)
        {
            context.Fail("The header Authorization is there several times.");
        }
        else if (CallersExtensions.Bearer.Equals(given.ToString().Trim(), StringComparison.OrdinalIgnoreCase))
        {
            context.Fail("The token is empty.");
        }

        return Task.CompletedTask;
    }

    public override Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        LogNotAccepted(context.Exception.Message);
        return Task.CompletedTask;
    }

    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        return context.AuthenticateFailure is UndecidedTokenException undecided
            ? challenge.PostponeAsync(context.HttpContext, undecided.RetryAfter)
            : challenge.WriteAsync(context.HttpContext, isTokenRefused: context.AuthenticateFailure is not null);
    }

    private static ReadOnlySpan<char> SchemeOf(string? value) =>
        value is null ? "" : value.AsSpan(0, value.IndexOf(' ') is >= 0 and var end ? end : value.Length);

    [LoggerMessage(
        EventId = 401, EventName = "TokenNotAccepted", Level = LogLevel.Information,
        Message = "The token of a caller was not accepted: {Reason}")]
    private partial void LogNotAccepted(string reason);
}
