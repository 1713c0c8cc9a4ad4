using System.ComponentModel;
using A2A.Server.Http;
using A2A.Server.Http.Errors;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace A2A.Server.Operations;

/// <summary>One task, and what became of its webhooks.</summary>
internal static class TaskRoutes
{
    private const int NewestEvents = 100;

    public static void MapTasks(this IEndpointRouteBuilder operations)
    {
        var task = operations.MapGroup("/tasks").WithTags("Tasks").MayFindNone();
        task.MapGet("/{id}", DetailsAsync).WithName("GetTask").Produces<TaskDetails>()
            .WithSummary("Tells how a task stands, with its newest 100 events.");
        task.MapGet("/{id}/attempts", AttemptsAsync).WithName("ListAttempts").Produces<AttemptList>()
            .WithSummary("Lists the newest attempts to deliver a task's webhooks.");
        task.MapGet("/{id}/subscriptions", SubscriptionsAsync).WithName("ListSubscriptions").Produces<SubscriptionList>()
            .WithSummary("Lists how the subscriptions of a task are.");
    }

    private static async Task<Results<JsonHttpResult<TaskDetails>, Refusal>> DetailsAsync(
        HttpContext context,
        string id,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        ITaskRecords tasks,
        CancellationToken cancellationToken) =>
        TaskId.TryParse(id, out var task)
        && await tasks.FindAsync(OpsQuery.OwnerFor(context, owner), task, NewestEvents, cancellationToken) is { } record
            ? TypedResults.Json(TaskDetails.Of(record), OpsJson.Wire.TaskDetails)
            : new Refusal(A2AError.TaskNotFound(id));

    private static async Task<Results<JsonHttpResult<AttemptList>, Refusal>> AttemptsAsync(
        HttpContext context,
        string id,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        IDeliveryRecords records,
        CancellationToken cancellationToken) =>
        TaskId.TryParse(id, out var task)
        && await records.AttemptsAsync(OpsQuery.OwnerFor(context, owner), task, cancellationToken) is { } attempts
            ? TypedResults.Json(new AttemptList(attempts.Select(AttemptEntry.Of).ToList()), OpsJson.Wire.AttemptList)
            : new Refusal(A2AError.TaskNotFound(id));

    private static async Task<Results<JsonHttpResult<SubscriptionList>, Refusal>> SubscriptionsAsync(
        HttpContext context,
        string id,
        [FromQuery, Description(OpsQuery.Owner)] string? owner,
        IDeliveryRecords records,
        CancellationToken cancellationToken) =>
        TaskId.TryParse(id, out var task)
        && await records.SubscriptionsAsync(OpsQuery.OwnerFor(context, owner), task, cancellationToken) is { } subscriptions
            ? TypedResults.Json(new SubscriptionList(subscriptions.Select(SubscriptionEntry.Of).ToList()), OpsJson.Wire.SubscriptionList)
            : new Refusal(A2AError.TaskNotFound(id));
}
