using A2A.Webhooks;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>
/// Whatever names a task names the same one. The header <c>X-A2A-Task-ID</c> is not signed, and a signature of the body
/// alone binds neither the id nor the token: so a webhook that was put together from two genuine ones shows here.
/// </summary>
internal static class Contradiction
{
    /// <summary>What contradicts the body's task; null when nothing does.</summary>
    /// <param name="request">How it came.</param>
    /// <param name="taskId">The task that the body is about.</param>
    /// <param name="tokenTaskId">The task that the verified token is about; null when there is none.</param>
    public static string? In(WebhookRequest request, string taskId, string? tokenTaskId)
    {
        (string Source, string? TaskId)[] others =
        [
            (WebhookHeaders.A2ATaskId, request.Header(WebhookHeaders.A2ATaskId)),
            ("The token's taskId", tokenTaskId),
            (WebhookHeaders.Id, DeliveryPlace.OrNull(request.Header(WebhookHeaders.Id))?.TaskId),
        ];
        return Array.Find(others, other => other.TaskId is { } named && named != taskId) is { Source: { } source }
            ? $"{source} names another task than the body does."
            : null;
    }
}
