using A2A.Server.Http;
using A2A.Server.Http.Errors;
using A2A.Server.Push.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.Server.Operations;

/// <summary>The keys that sign cards and webhooks. They are the server's, so only operators see them, without their private part.</summary>
internal static class KeyRoutes
{
    public static void MapKeys(this IEndpointRouteBuilder operations)
    {
        var keys = operations.MapGroup("").WithTags("Keys").ForOperators();
        keys.MapGet("/keys", ListAsync).WithName("ListKeys").Produces<KeyList>()
            .WithSummary("Lists the keys that are published, and what each of them is there for. For operators.");
        keys.MapPost("/keys/rotate", RotateAsync).WithName("RotateKey").Produces<NextKey>()
            .WithSummary("Publishes a next key, which signs a while later; one that waits already stays the next. For operators.");
        keys.MapPost("/keys/{kid}/revoke", RevokeAsync).WithName("RevokeKey").MayFindNone()
            .WithSummary("Takes a key out of the published set at once: what it signed is not believed any more. For operators.");
    }

    private static async Task<JsonHttpResult<KeyList>> ListAsync(SigningKeys keys, CancellationToken cancellationToken)
    {
        var all = await keys.ListAsync(cancellationToken);
        return TypedResults.Json(new KeyList(all.Select(KeyEntry.Of).ToList()), OpsJson.Wire.KeyList);
    }

    private static async Task<JsonHttpResult<NextKey>> RotateAsync(SigningKeys keys, CancellationToken cancellationToken)
    {
        var next = await keys.RotateAsync(cancellationToken);
        return TypedResults.Json(new NextKey(next.Kid, next.SignsFrom), OpsJson.Wire.NextKey);
    }

    private static async Task<Results<NoContent, Refusal>> RevokeAsync(string kid, SigningKeys keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(kid, cancellationToken) ? TypedResults.NoContent() : new Refusal(A2AError.KeyNotFound(kid));
}
