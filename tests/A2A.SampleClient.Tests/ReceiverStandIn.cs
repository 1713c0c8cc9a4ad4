using System.Collections.Concurrent;
using A2A.SampleClient.Receiver;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace A2A.SampleClient.Tests;

/// <summary>A receiver of webhooks that has the first list when it is asked for the first time, and the second one ever after.</summary>
internal sealed class ReceiverStandIn(Notification[] first, Notification[] then) : WebStandIn
{
    private int _asked;

    public ConcurrentQueue<string?> TraceParents { get; } = [];

    public ConcurrentQueue<string?> Keys { get; } = [];

    /// <summary>The key that it asks for; null = none.</summary>
    public string? Key { get; init; }

    /// <summary>How many answers after the first one are errors.</summary>
    public int Failures { get; init; }

    /// <summary>What the second list waits for.</summary>
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    protected override void Map(WebApplication app) => app.MapGet("/webhook/notifications", async Task<IResult> (HttpRequest request, string taskId) =>
    {
        taskId.ShouldBe(AgentStandIn.TaskId);
        TraceParents.Enqueue(request.Headers.TraceParent);
        Keys.Enqueue(request.Headers["X-API-Key"]);
        if (Key is not null && request.Headers["X-API-Key"] != Key)
        {
            return Results.Unauthorized();
        }

        var asked = Interlocked.Increment(ref _asked);
        if (asked > 1 && asked <= 1 + Failures)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        await (asked == 1 ? Task.CompletedTask : Before());
        var list = asked == 1 ? first : then;
        return Results.Json(new NotificationList { Total = list.Length, Notifications = list }, NotificationJson.Default.NotificationList);
    });
}
