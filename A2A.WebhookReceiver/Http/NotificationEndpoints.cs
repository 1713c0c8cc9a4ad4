using System.Globalization;
using A2A.WebhookReceiver.Redis;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace A2A.WebhookReceiver.Http;

/// <summary>What has arrived.</summary>
internal static class NotificationEndpoints
{
    private const int MostEntries = 1_000;

    private static readonly string[] Listings = ["/webhook/notifications", "/notifications", "/webhook/refused", "/"];

    /// <summary>Warns at the start where listings can be read without a key.</summary>
    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NotificationStream>().AddHostedService<ReadKeyWarning>();
        builder.Services.PostConfigure<AspNetCoreTraceInstrumentationOptions>(options =>
        {
            var filter = options.Filter;
            options.Filter = context => filter?.Invoke(context) != false && !IsMereReading(context.Request);
        });
    }

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var listings = routes.MapGroup("").AddEndpointFilter<ReadKey>();
        listings.MapGet("/webhook/notifications", ListAsync);
        listings.MapGet("/notifications", ListAsync);
        listings.MapGet("/webhook/refused", ListRefusedAsync);
    }

    // Repeated reading would bury the traces of tasks: reading begins no trace, but is part of the reader's own.
    private static bool IsMereReading(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && (Listings.Contains(request.Path.Value) || request.Path.StartsWithSegments(PageEndpoints.Folder))
        && !request.Headers.ContainsKey("traceparent");

    /// <summary>
    /// The newest notifications, or with <c>after</c> the ones after that sequence, in order of arrival. A request that
    /// accepts <c>text/event-stream</c> gets them as a stream that goes on with what arrives.
    /// </summary>
    private static async Task<IResult> ListAsync(
        HttpContext context, NotificationLog log, NotificationStream stream, [AsParameters] NotificationQuery query)
    {
        if (query.Limit is < 1 or > MostEntries || query.After < 0)
        {
            return OutOfRange();
        }

        if (context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream" && type.Quality != 0))
        {
            return await FollowAsync(context, stream, query);
        }

        try
        {
            var page = await log.ListAsync(query.TaskId, query.Limit ?? MostEntries, query.After);
            return TypedResults.Ok(new NotificationList(page.Total, page.Webhooks.Count, [.. page.Webhooks.Select(NotificationAnswer.Of)]));
        }
        catch (InboxUnavailableException)
        {
            return Unavailable();
        }
    }

    private static async Task<IResult> FollowAsync(HttpContext context, NotificationStream stream, NotificationQuery query)
    {
        if (!stream.TryEnter())
        {
            context.Response.Headers.RetryAfter = "10";
            return TypedResults.Problem(
                "Too many readers follow what arrives. Try again later.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        var resumed = long.TryParse(
            context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        return await stream.SendAsync(context, resumed ? query with { After = id } : query) ? TypedResults.Empty : Unavailable();
    }

    private static async Task<Results<Ok<RefusedList>, ProblemHttpResult>> ListRefusedAsync(NotificationLog log, int limit = MostEntries)
    {
        if (limit is < 1 or > MostEntries)
        {
            return OutOfRange();
        }

        try
        {
            var refused = await log.ListRefusedAsync(limit);
            return TypedResults.Ok(new RefusedList(refused.Count, [.. refused.Select(RefusedAnswer.Of)]));
        }
        catch (InboxUnavailableException)
        {
            return Unavailable();
        }
    }

    private static ProblemHttpResult OutOfRange() => TypedResults.Problem(
        $"limit must be 1 to {MostEntries}, after must not be negative.", statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult Unavailable() => TypedResults.Problem(
        "The notifications could not be read. Ask again.", statusCode: StatusCodes.Status503ServiceUnavailable);
}
