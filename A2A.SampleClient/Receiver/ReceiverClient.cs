using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace A2A.SampleClient.Receiver;

/// <summary>Reads what has arrived at the receiver of webhooks.</summary>
/// <remarks>Every method throws <see cref="HttpRequestException"/> when the receiver does not answer, or not with a list.</remarks>
internal sealed class ReceiverClient(HttpClient http)
{
    internal static HttpRequestException NeedsKey(HttpRequestException e) =>
        new("The webhook receiver asks for the key of its listings; set SampleClient:ReceiverKey to it.", e, e.StatusCode);

    /// <summary>Sees to it that the receiver is there and shows what arrives.</summary>
    public Task EnsureThereAsync(CancellationToken cancellationToken) =>
        ReadAsync("webhook/notifications?limit=1", NotificationJson.Default.ListedNotifications, cancellationToken);

    /// <summary>The sequence of the newest webhook of a task so far; 0 when none has arrived.</summary>
    public async Task<long> LastSequenceAsync(string taskId, CancellationToken cancellationToken)
    {
        var path = $"webhook/notifications?taskId={Uri.EscapeDataString(taskId)}";
        var list = await ReadAsync(path, NotificationJson.Default.ListedNotifications, cancellationToken);
        return list?.Notifications is [.., var last] ? last.Sequence : 0;
    }

    /// <summary>The newest webhook of a task that was refused, but for one that a receiver's outage refused; null when none was.</summary>
    public async Task<RefusedNotification?> RefusedAsync(string taskId, CancellationToken cancellationToken)
    {
        var list = await ReadAsync("webhook/refused", NotificationJson.Default.ListedRefusals, cancellationToken);
        return list?.Refused.LastOrDefault(refused => refused.TaskId == taskId && refused.Cause != "Outage");
    }

    private async Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetFromJsonAsync(path, type, cancellationToken);
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw NeedsKey(e);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("The webhook receiver answered with something else than its list of notifications.", e);
        }
    }
}
