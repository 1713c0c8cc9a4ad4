using A2A.Server.Http.Cards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.Server.Http.OpenApi;

/// <summary>Serves the description of the HTTP+JSON binding.</summary>
internal static class OpenApiEndpoint
{
    public const string Path = "/openapi/a2a.json";

    public static void MapDescription(this IEndpointRouteBuilder app) =>
        app.MapMethods(Path, Caching.Methods, Give).AllowAnonymous().RequireCors(CrossOrigin.Public).ExcludeFromDescription();

    private static FileContentHttpResult Give(HttpContext context, OpenApiDocument document, AgentCards cards, Caching caching) =>
        caching.Give(context.Response, document.Write(cards.BaseOf(context.Request)));
}
