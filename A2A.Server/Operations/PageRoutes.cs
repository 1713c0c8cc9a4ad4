using A2A.Server.Http.Callers;
using A2A.Server.Http.Cards;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Limits;
using Microsoft.AspNetCore.Authentication;

namespace A2A.Server.Operations;

/// <summary>The page of operations, for browsers: <c>/ops/</c>, its files below <c>/ops/page</c>.</summary>
internal static class PageRoutes
{
    public static void MapPage(this IEndpointRouteBuilder root)
    {
        var page = root.MapGroup("").ExcludeFromDescription();
        page.MapMethods("/", Caching.Methods, GiveAsync).AllowAnonymous().WithMetadata(CountedRoute.Mark);
        page.MapMethods("/page/{file}", Caching.Methods, (HttpContext context, string file, PageFiles files) =>
            files.Find(context, file) ?? new Refusal(A2AError.NoOperation)).AllowAnonymous();
        page.MapSessions();
    }

    private static async Task<IResult> GiveAsync(HttpContext context, OperatorSessions sessions, PageFiles files)
    {
        if (!IsForBrowser(context.Request))
        {
            return (await context.AuthenticateAsync(CallersExtensions.Scheme)).Succeeded
                ? new Refusal(A2AError.NoOperation)
                : TypedResults.Challenge(authenticationSchemes: [CallersExtensions.Scheme]);
        }

        // The page's addresses are relative to it.
        if (context.Request.Path.Value?.EndsWith('/') is not true)
        {
            return TypedResults.Redirect($"{OpsProblem.Root[1..]}/");
        }

        return sessions.Find(context) is not null || sessions.SignInHere(context) is not null
            ? files.Operations(context)
            : files.Login(context, sessions, StatusCodes.Status200OK, message: "");
    }

    private static bool IsForBrowser(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html" && type.Quality != 0);
}
