using A2A.Server.Http;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>What became of a task's webhooks.</summary>
internal static class TaskRoutes
{
    public static IReadOnlyList<OpsRoute> All { get; } =
    [
        new("ListAttempts", HttpMethods.Get, "/tasks/{id}/attempts")
        {
            Summary = "Lists the newest attempts to deliver a task's webhooks.",
            Handle = AttemptsAsync,
            Query = [OpsParameter.Owner],
            Result = OpsJson.Wire.AttemptList,
        },
        new("ListSubscriptions", HttpMethods.Get, "/tasks/{id}/subscriptions")
        {
            Summary = "Lists how the subscriptions of a task are.",
            Handle = SubscriptionsAsync,
            Query = [OpsParameter.Owner],
            Result = OpsJson.Wire.SubscriptionList,
        },
    ];

    private static async Task<Results<JsonHttpResult<AttemptList>, Refusal>> AttemptsAsync(
        HttpContext context, string id, [FromServices] IDeliveryRecords records, CancellationToken cancellationToken)
    {
        var owner = OpsQuery.Owner(context);
        if (owner.Error is { } error)
        {
            return new Refusal(error);
        }

        return TaskId.TryParse(id, out var task) && await records.AttemptsAsync(owner.Value, task, cancellationToken) is { } attempts
            ? TypedResults.Json(new AttemptList(attempts.Select(AttemptEntry.Of).ToList()), OpsJson.Wire.AttemptList)
            : new Refusal(A2AError.TaskNotFound(id));
    }

    private static async Task<Results<JsonHttpResult<SubscriptionList>, Refusal>> SubscriptionsAsync(
        HttpContext context, string id, [FromServices] IDeliveryRecords records, CancellationToken cancellationToken)
    {
        var owner = OpsQuery.Owner(context);
        if (owner.Error is { } error)
        {
            return new Refusal(error);
        }

        return TaskId.TryParse(id, out var task) && await records.SubscriptionsAsync(owner.Value, task, cancellationToken) is { } subscriptions
            ? TypedResults.Json(new SubscriptionList(subscriptions.Select(SubscriptionEntry.Of).ToList()), OpsJson.Wire.SubscriptionList)
            : new Refusal(A2AError.TaskNotFound(id));
    }
}
