using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace A2A.Server.Operations;

/// <summary>How an operator's browser signs in and out.</summary>
internal static class SessionRoutes
{
    // A body beyond the limit breaks the connection, also that of a caller who sends something else than a form.
    private const int LongestForm = 128 * 1024;
    private const string TooOld = "This form was open for too long, or is not from here. Try again.";
    private const string NoOperator = "This key is no operator’s.";

    public static void MapSessions(this IEndpointRouteBuilder page)
    {
        page.MapPost("/login", LogInAsync).AllowAnonymous()
            .WithMetadata(CountedRoute.Mark, new RequestSizeLimitAttribute(LongestForm));
        page.MapPost("/logout", LogOut).AddEndpointFilter(CsrfToken.Check);
        page.MapGet("/session", Tell).ForOperators();
    }

    private static async Task<IResult> LogInAsync(
        HttpContext context, OperatorSessions sessions, PageFiles files, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            return new Refusal(A2AError.NotAForm);
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        return !sessions.IsOfForm(context, form["token"])
                ? files.Login(context, sessions, StatusCodes.Status403Forbidden, TooOld)
            : sessions.SignIn(context, form["key"].ToString()) is null
                ? files.Login(context, sessions, StatusCodes.Status401Unauthorized, NoOperator)
            : SeeOther.ThePage;
    }

    private static NoContent LogOut(HttpContext context)
    {
        OperatorSessions.End(context);
        return TypedResults.NoContent();
    }

    private static JsonHttpResult<SessionAnswer> Tell(HttpContext context, IOptions<OperationsOptions> options)
    {
        var session = context.Features.Get<OperatorSession>();
        return TypedResults.Json(
            new SessionAnswer(
                Caller.OwnerOf(context),
                session?.CsrfToken,
                session?.Expires,
                session is not null && OperatorSessions.IsOfOwnMachine(session),
                options.Value.DashboardUrl?.AbsoluteUri.TrimEnd('/')),
            OpsJson.Wire.SessionAnswer);
    }

    /// <summary>The answer to a form: a further page, to be asked for by GET (RFC 9110, section 15.4.4).</summary>
    private sealed class SeeOther : IResult
    {
        public static readonly SeeOther ThePage = new();

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = "./";
            return Task.CompletedTask;
        }
    }
}

/// <summary>What the page has to know of its session.</summary>
/// <param name="Operator">Who is signed in.</param>
/// <param name="CsrfToken">What changes must say in <see cref="CsrfToken.Header"/>; null without a session.</param>
/// <param name="ExpiresAt">When the session ends.</param>
/// <param name="IsOfOwnMachine">Whether it was opened without a key, so that there is no log-out.</param>
/// <param name="DashboardUrl">Where traces are shown; null when that is not known.</param>
internal sealed record SessionAnswer(
    string Operator, string? CsrfToken, DateTimeOffset? ExpiresAt, bool IsOfOwnMachine, string? DashboardUrl);
