using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using A2A.SampleClient.Receiver;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace A2A.SampleClient.Tests;

/// <summary>A receiver of webhooks that lists the first ones when it is asked, and then streams the second ones.</summary>
internal sealed class FakeReceiver(Notification[] first, Notification[] then) : FakeService
{
    private int _followed;

    public ConcurrentQueue<string?> TraceParents { get; } = [];

    public ConcurrentQueue<string?> Keys { get; } = [];

    /// <summary>From where each stream was asked for.</summary>
    public ConcurrentQueue<long> Places { get; } = [];

    /// <summary>The key that it asks for; null = none.</summary>
    public string? Key { get; init; }

    /// <summary>How many streams are refused before one is given.</summary>
    public int Failures { get; init; }

    /// <summary>After so many events each stream breaks off; null = it stays open.</summary>
    public int? Breaks { get; init; }

    /// <summary>What the stream waits for.</summary>
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    /// <summary>What it refused.</summary>
    public RefusedNotification[] Refused { get; init; } = [];

    protected override void Map(WebApplication app)
    {
        app.MapGet("/webhook/notifications", TellAsync);
        app.MapGet("/webhook/refused", () =>
            Results.Json(new ListedRefusals { Refused = Refused }, NotificationJson.Default.ListedRefusals));
    }

    private async Task<IResult> TellAsync(HttpContext context, string? taskId = null, long after = 0)
    {
        taskId.ShouldBeOneOf(FakeAgent.TaskId, null);
        var request = context.Request;
        TraceParents.Enqueue(request.Headers.TraceParent);
        Keys.Enqueue(request.Headers["X-API-Key"]);
        if (Key is not null && request.Headers["X-API-Key"] != Key)
        {
            return Results.Unauthorized();
        }

        if (request.Headers.Accept != "text/event-stream")
        {
            return Results.Json(new ListedNotifications { Total = first.Length, Notifications = first }, NotificationJson.Default.ListedNotifications);
        }

        if (Interlocked.Increment(ref _followed) <= Failures)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        await Before();
        Places.Enqueue(after);
        return TypedResults.ServerSentEvents(StreamAsync(after, context.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<Notification?>> StreamAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new(null, "heartbeat");
        foreach (var notification in then.Where(notification => notification.Sequence > after).Take(Breaks ?? then.Length))
        {
            yield return new(notification) { EventId = notification.Sequence.ToString(CultureInfo.InvariantCulture) };
        }

        if (Breaks is null)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
