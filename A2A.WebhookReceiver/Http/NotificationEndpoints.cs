using A2A.WebhookReceiver.Redis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.WebhookReceiver.Http;

/// <summary>What has arrived.</summary>
internal static class NotificationEndpoints
{
    private const int MostEntries = 1_000;

    /// <summary>Says at the start where everybody may read.</summary>
    public static void AddNotifications(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<ReadKeyWarning>();

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var listings = routes.MapGroup("").AddEndpointFilter<ReadKey>();
        listings.MapGet("/webhook/notifications", ListAsync);
        listings.MapGet("/notifications", ListAsync);
        listings.MapGet("/webhook/refused", ListRefusedAsync);
    }

    /// <summary>The newest notifications, or with <c>after</c> the ones after that sequence, in order of arrival.</summary>
    private static async Task<Results<Ok<NotificationList>, ProblemHttpResult>> ListAsync(
        NotificationLog log, string? taskId = null, int limit = MostEntries, long? after = null)
    {
        if (limit is < 1 or > MostEntries || after < 0)
        {
            return OutOfRange();
        }

        try
        {
            var page = await log.ListAsync(taskId, limit, after);
            return TypedResults.Ok(new NotificationList(page.Total, page.Webhooks.Count, [.. page.Webhooks.Select(Show)]));
        }
        catch (StorageUnavailableException)
        {
            return Unavailable();
        }
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
            return TypedResults.Ok(new RefusedList(
                refused.Count, [.. refused.Select(r => new RefusedAnswer(r.At, r.Cause, r.Reason, r.Bytes, RawJson.OrNull(r.Headers)))]));
        }
        catch (StorageUnavailableException)
        {
            return Unavailable();
        }
    }

    private static NotificationAnswer Show(KeptWebhook webhook) => new()
    {
        Sequence = webhook.Sequence,
        DeliveryId = webhook.DeliveryId,
        TaskId = webhook.TaskId,
        State = webhook.State,
        Timestamp = webhook.At,
        Schemes = webhook.Schemes,
        Issuer = webhook.Issuer,
        InOrder = webhook.IsInOrder,
        Receipts = webhook.Receipts,
        Attempt = webhook.Attempt,
        Headers = RawJson.OrNull(webhook.Headers),
        Payload = RawJson.OrNull(webhook.Body),
    };

    private static ProblemHttpResult OutOfRange() => TypedResults.Problem(
        $"limit must be 1 to {MostEntries}, after must not be negative.", statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult Unavailable() => TypedResults.Problem(
        "The notifications could not be read. Ask again.", statusCode: StatusCodes.Status503ServiceUnavailable);
}
