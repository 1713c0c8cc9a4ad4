using A2A.Server.Http;
using A2A.Server.Push.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>The keys that sign cards and webhooks. They are the server's, so only operators see them, and nobody their private part.</summary>
internal static class KeyRoutes
{
    public static IReadOnlyList<OpsRoute> All { get; } =
    [
        new("ListKeys", HttpMethods.Get, "/keys")
        {
            Summary = "Lists the keys that are published, and what each of them is there for.",
            Handle = ListAsync,
            IsForOperators = true,
            Result = OpsJson.Wire.KeyList,
        },
        new("RotateKey", HttpMethods.Post, "/keys/rotate")
        {
            Summary = "Publishes a next key, which signs a while later; one that waits already stays the next.",
            Handle = RotateAsync,
            IsForOperators = true,
            Result = OpsJson.Wire.NextKey,
        },
        new("RevokeKey", HttpMethods.Post, "/keys/{kid}/revoke")
        {
            Summary = "Takes a key out of the published set at once: what it signed is not believed any more.",
            Handle = RevokeAsync,
            IsForOperators = true,
        },
    ];

    private static async Task<JsonHttpResult<KeyList>> ListAsync([FromServices] SigningKeys keys, CancellationToken cancellationToken)
    {
        var all = await keys.ListAsync(cancellationToken);
        return TypedResults.Json(new KeyList(all.Select(KeyEntry.Of).ToList()), OpsJson.Wire.KeyList);
    }

    private static async Task<JsonHttpResult<NextKey>> RotateAsync([FromServices] SigningKeys keys, CancellationToken cancellationToken)
    {
        var next = await keys.RotateAsync(cancellationToken);
        return TypedResults.Json(new NextKey(next.Kid, next.SignsFrom), OpsJson.Wire.NextKey);
    }

    private static async Task<Results<NoContent, Refusal>> RevokeAsync(string kid, [FromServices] SigningKeys keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(kid, cancellationToken) ? TypedResults.NoContent() : new Refusal(A2AError.KeyNotFound(kid));
}
