using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace A2A.SampleClient.Receiver;

/// <summary>Reads what has arrived at the receiver of webhooks.</summary>
internal sealed class ReceiverClient(HttpClient http)
{
    /// <summary>The webhooks of a task so far, in order of arrival.</summary>
    /// <exception cref="HttpRequestException">The receiver does not answer, or not with a list.</exception>
    public async Task<IReadOnlyList<Notification>> ListAsync(string taskId, CancellationToken cancellationToken)
    {
        var path = $"webhook/notifications?taskId={Uri.EscapeDataString(taskId)}";
        try
        {
            var list = await http.GetFromJsonAsync(path, NotificationJson.Default.NotificationList, cancellationToken);
            return list?.Notifications ?? [];
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new HttpRequestException("The webhook receiver asks for the key of its listings; set SampleClient:ReceiverKey to it.", e, e.StatusCode);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("The webhook receiver answered with something else than its list of notifications.", e);
        }
    }
}
