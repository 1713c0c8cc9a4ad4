using A2A.Protocol.Signing;
using A2A.Server.Push.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

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
        return caching.Give(context.Response, body);
    }
}
