using A2A.Server.Http;
using A2A.Server.Push;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>Deliveries that were given up.</summary>
internal static class DeadLetterRoutes
{
    public static IReadOnlyList<OpsRoute> All { get; } =
    [
        new("ListDeadLetters", HttpMethods.Get, "/dead-letters")
        {
            Summary = "Lists deliveries that were given up, oldest first.",
            Handle = ListAsync,
            Query = [OpsParameter.Since, OpsParameter.After, OpsParameter.Limit, OpsParameter.Owner],
            Result = OpsJson.Wire.DeadLetterList,
        },
        new("ReplayDeadLetter", HttpMethods.Post, "/dead-letters/{id}/replay")
        {
            Summary = "Makes one delivery due again, before every newer event of its subscription.",
            Handle = ReplayAsync,
            Query = [OpsParameter.Owner],
            Conflict = "The task or push config is gone, or the receiver has ended the subscription.",
        },
        new("ReplayDeadLetters", HttpMethods.Post, "/dead-letters/replay")
        {
            Summary = "Makes all deliveries due again that can be sent.",
            Handle = ReplayAllAsync,
            Query = [OpsParameter.Since, OpsParameter.Owner],
            Result = OpsJson.Wire.ReplayAnswer,
        },
        new("PurgeDeadLetter", HttpMethods.Delete, "/dead-letters/{id}")
        {
            Summary = "Removes one for ever.",
            Handle = PurgeAsync,
            Query = [OpsParameter.Owner],
        },
        new("PurgeDeadLetters", HttpMethods.Delete, "/dead-letters")
        {
            Summary = "Removes all for ever that were buried before a time; `all=true` removes every one.",
            Handle = PurgeAllAsync,
            Query = [OpsParameter.Before, OpsParameter.All, OpsParameter.Owner],
            Result = OpsJson.Wire.PurgeAnswer,
        },
    ];

    private static async Task<Results<JsonHttpResult<DeadLetterList>, Refusal>> ListAsync(
        HttpContext context, [FromServices] IDeliveryRecords letters, CancellationToken cancellationToken)
    {
        var (owner, since, after, limit) = (
            OpsQuery.Owner(context), OpsQuery.Time(context.Request, OpsParameter.Since), OpsQuery.After(context.Request), OpsQuery.Limit(context.Request));
        if ((owner.Error ?? since.Error ?? after.Error ?? limit.Error) is { } error)
        {
            return new Refusal(error);
        }

        var page = await letters.DeadLettersAsync(owner.Value, since.Value, after.Value, limit.Value, cancellationToken);
        return TypedResults.Json(DeadLetterList.Of(page), OpsJson.Wire.DeadLetterList);
    }

    private static async Task<Results<NoContent, Refusal>> ReplayAsync(
        HttpContext context, string id, [FromServices] IDeliveryRecords letters, CancellationToken cancellationToken)
    {
        var owner = OpsQuery.Owner(context);
        if (owner.Error is { } error)
        {
            return new Refusal(error);
        }

        var outcome = DeadLetterId.TryParse(id, out var letter)
            ? await letters.ReplayAsync(owner.Value, letter, cancellationToken)
            : ReplayOutcome.NotFound;
        return outcome switch
        {
            ReplayOutcome.Due => TypedResults.NoContent(),
            ReplayOutcome.Gone => new Refusal(A2AError.DeliveryGone),
            ReplayOutcome.Ended => new Refusal(A2AError.SubscriptionEnded),
            _ => new Refusal(A2AError.DeadLetterNotFound(id)),
        };
    }

    private static async Task<Results<JsonHttpResult<ReplayAnswer>, Refusal>> ReplayAllAsync(
        HttpContext context, [FromServices] IDeliveryRecords letters, CancellationToken cancellationToken)
    {
        var (owner, since) = (OpsQuery.Owner(context), OpsQuery.Time(context.Request, OpsParameter.Since));
        if ((owner.Error ?? since.Error) is { } error)
        {
            return new Refusal(error);
        }

        var count = await letters.ReplayAllAsync(owner.Value, since.Value, cancellationToken);
        return TypedResults.Json(new ReplayAnswer(count.Due, count.Left), OpsJson.Wire.ReplayAnswer);
    }

    private static async Task<Results<NoContent, Refusal>> PurgeAsync(
        HttpContext context, string id, [FromServices] IDeliveryRecords letters, CancellationToken cancellationToken)
    {
        var owner = OpsQuery.Owner(context);
        if (owner.Error is { } error)
        {
            return new Refusal(error);
        }

        return DeadLetterId.TryParse(id, out var letter) && await letters.PurgeAsync(owner.Value, letter, cancellationToken)
            ? TypedResults.NoContent()
            : new Refusal(A2AError.DeadLetterNotFound(id));
    }

    private static async Task<Results<JsonHttpResult<PurgeAnswer>, Refusal>> PurgeAllAsync(
        HttpContext context, [FromServices] IDeliveryRecords letters, CancellationToken cancellationToken)
    {
        var (owner, before, all) = (OpsQuery.Owner(context), OpsQuery.Time(context.Request, OpsParameter.Before), OpsQuery.All(context.Request));
        if ((owner.Error ?? before.Error ?? all.Error) is { } error)
        {
            return new Refusal(error);
        }

        // What is removed is lost: which ones must be said, and said in one way.
        if (before.Value is null != all.Value)
        {
            return new Refusal(A2AError.InvalidParams("before", "or all=true says which are removed for ever; give one of both."));
        }

        var purged = await letters.PurgeAllAsync(owner.Value, before.Value, cancellationToken);
        return TypedResults.Json(new PurgeAnswer(purged), OpsJson.Wire.PurgeAnswer);
    }
}
