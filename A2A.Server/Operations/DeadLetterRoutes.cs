using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using A2A.Server.Http;
using A2A.Server.Http.Errors;
using A2A.Server.Push;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>Deliveries that were given up.</summary>
internal static class DeadLetterRoutes
{
    public static void MapDeadLetters(this IEndpointRouteBuilder operations)
    {
        var letters = operations.MapGroup("").WithTags("Dead letters");
        letters.MapGet("/dead-letters", ListAsync).WithName("ListDeadLetters").Produces<DeadLetterList>()
            .WithSummary("Lists deliveries that were given up, oldest first.");
        letters.MapPost("/dead-letters/{id}/replay", ReplayAsync).WithName("ReplayDeadLetter").MayFindNone()
            .WithSummary("Makes one delivery due again, before every newer event of its subscription.")
            .Refuses(409, "The task or push config is gone, or the receiver has ended the subscription.");
        letters.MapPost("/dead-letters/replay", ReplayAllAsync).WithName("ReplayDeadLetters").Produces<ReplayAnswer>()
            .WithSummary("Makes all deliveries due again that can be sent.");
        letters.MapDelete("/dead-letters/{id}", PurgeAsync).WithName("PurgeDeadLetter").MayFindNone()
            .WithSummary("Removes one for ever.");
        letters.MapDelete("/dead-letters", PurgeAllAsync).WithName("PurgeDeadLetters").Produces<PurgeAnswer>()
            .WithSummary("Removes all for ever that were buried before a time; `all=true` removes every one.");
    }

    private static async Task<JsonHttpResult<DeadLetterList>> ListAsync(
        HttpContext context,
        [FromQuery, Description(OpsQuery.Since)] DateTimeOffset? since,
        [FromQuery, Description("The `next` of the page before.")] string? after,
        [FromQuery, Description("How many at most."), Range(1, OpsQuery.MostPerPage), DefaultValue(OpsQuery.UsualPage)] int? limit,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        IDeliveryRecords letters,
        CancellationToken cancellationToken)
    {
        DeadLetterId? last = DeadLetterId.TryParse(after, out var id) ? id : null;
        var page = await letters.DeadLettersAsync(
            OpsQuery.OwnerFor(context, owner), since?.ToUniversalTime(), last, limit ?? OpsQuery.UsualPage, cancellationToken);
        return TypedResults.Json(DeadLetterList.Of(page), OpsJson.Wire.DeadLetterList);
    }

    private static async Task<Results<NoContent, Refusal>> ReplayAsync(
        HttpContext context,
        string id,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        IDeliveryRecords letters,
        CancellationToken cancellationToken)
    {
        var outcome = DeadLetterId.TryParse(id, out var letter)
            ? await letters.ReplayAsync(OpsQuery.OwnerFor(context, owner), letter, cancellationToken)
            : ReplayOutcome.NotFound;
        return outcome switch
        {
            ReplayOutcome.Due => TypedResults.NoContent(),
            ReplayOutcome.Gone => new Refusal(A2AError.DeliveryGone),
            ReplayOutcome.Ended => new Refusal(A2AError.SubscriptionEnded),
            _ => new Refusal(A2AError.DeadLetterNotFound(id)),
        };
    }

    private static async Task<JsonHttpResult<ReplayAnswer>> ReplayAllAsync(
        HttpContext context,
        [FromQuery, Description(OpsQuery.Since)] DateTimeOffset? since,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        IDeliveryRecords letters,
        CancellationToken cancellationToken)
    {
        var count = await letters.ReplayAllAsync(OpsQuery.OwnerFor(context, owner), since?.ToUniversalTime(), cancellationToken);
        return TypedResults.Json(new ReplayAnswer(count.Due, count.Left), OpsJson.Wire.ReplayAnswer);
    }

    private static async Task<Results<NoContent, Refusal>> PurgeAsync(
        HttpContext context,
        string id,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        IDeliveryRecords letters,
        CancellationToken cancellationToken) =>
        DeadLetterId.TryParse(id, out var letter) && await letters.PurgeAsync(OpsQuery.OwnerFor(context, owner), letter, cancellationToken)
            ? TypedResults.NoContent()
            : new Refusal(A2AError.DeadLetterNotFound(id));

    private static async Task<Results<JsonHttpResult<PurgeAnswer>, Refusal>> PurgeAllAsync(
        HttpContext context,
        [FromQuery, Description("Only what was buried before this time: ISO 8601 with Z or an offset.")] DateTimeOffset? before,
        [FromQuery, Description("`true` for all, whenever they were buried; in the place of `before`."), DefaultValue(false)] bool? all,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        IDeliveryRecords letters,
        CancellationToken cancellationToken)
    {
        // What is removed is lost: which ones must be said, and said in one way.
        if (before is null != all is true)
        {
            return new Refusal(A2AError.InvalidParams("before", "or all=true says which are removed for ever; give one of both."));
        }

        var purged = await letters.PurgeAllAsync(OpsQuery.OwnerFor(context, owner), before?.ToUniversalTime(), cancellationToken);
        return TypedResults.Json(new PurgeAnswer(purged), OpsJson.Wire.PurgeAnswer);
    }
}
