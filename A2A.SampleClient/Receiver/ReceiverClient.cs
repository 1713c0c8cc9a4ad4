using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace A2A.SampleClient.Receiver;

/// <summary>Reads what has arrived at the receiver of webhooks.</summary>
internal sealed class ReceiverClient(HttpClient http)
{
    internal static HttpRequestException NeedsKey(HttpRequestException e) =>
        new("The webhook receiver asks for the key of its listings; set SampleClient:ReceiverKey to it.", e, e.StatusCode);

    /// <summary>The sequence of the newest webhook of a task so far; 0 when none has arrived.</summary>
    /// <exception cref="HttpRequestException">The receiver does not answer, or not with a list.</exception>
    public async Task<long> LastSequenceAsync(string taskId, CancellationToken cancellationToken)
    {
        var path = $"webhook/notifications?taskId={Uri.EscapeDataString(taskId)}";
        try
        {
            var list = await http.GetFromJsonAsync(path, NotificationJson.Default.ListedNotifications, cancellationToken);
            return list?.Notifications is [.., var last] ? last.Sequence : 0;
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
