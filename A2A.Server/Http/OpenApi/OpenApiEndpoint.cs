using System.Security.Cryptography;
using A2A.Server.Http.Cards;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http.OpenApi;

/// <summary>Serves the description of the HTTP+JSON binding.</summary>
internal static class OpenApiEndpoint
{
    public const string Path = "/openapi/a2a.json";

    public static void MapDescription(this IEndpointRouteBuilder app) =>
        app.MapMethods(Path, Caching.Methods, Give).AllowAnonymous().ExcludeFromDescription();

    private static FileContentHttpResult Give(HttpContext context, OpenApiDocument document, AgentCards cards, Caching caching)
    {
        var body = document.Write(cards.BaseOf(context.Request));
        caching.Allow(context.Response);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..16])}\"");
        return TypedResults.Bytes(body, MediaTypes.Json, entityTag: tag);
    }
}
