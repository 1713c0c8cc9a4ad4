using System.Security.Cryptography;
using A2A.Protocol.Signing;
using A2A.Server.Push.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http.Cards;

/// <summary>Serves the public keys of this server (RFC 7517).</summary>
internal static class JwksEndpoint
{
    public const string Path = ".well-known/jwks.json";

    public static void MapKeys(this IEndpointRouteBuilder routes) => routes.MapMethods($"/{Path}", Caching.Methods, KeysAsync);

    private static async Task<FileContentHttpResult> KeysAsync(
        HttpContext context, SigningKeys keys, Caching caching, CancellationToken cancellationToken)
    {
        var body = PublicKeys.ToJson(await keys.PublicAsync(cancellationToken));
        caching.Allow(context.Response);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..16])}\"");
        return TypedResults.Bytes(body, "application/json", entityTag: tag);
    }
}
