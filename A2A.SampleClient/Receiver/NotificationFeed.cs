using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text.Json;
using A2A.SampleClient.Connections;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Receiver;

/// <summary>Follows the receiver's live stream of what arrives.</summary>
internal sealed class NotificationFeed(HttpClient http, IOptions<SampleClientOptions> options, TimeProvider time)
{
    private readonly TimeSpan _retryDelay = options.Value.RetryDelay;

    /// <summary>How long it waits at most.</summary>
    public TimeSpan Patience { get; } = options.Value.Patience;

    /// <summary>
    /// Waits for a webhook of the task that is the last one of interest, and gives all that have arrived until then or until
    /// patience runs out; <paramref name="arrived"/> sees each of them once.
    /// </summary>
    /// <remarks>
    /// A stream that breaks, or a receiver that does not answer, is taken up again after the last one: it may be restarting.
    /// </remarks>
    public async Task<Heard> UntilAsync(
        string taskId, Func<Notification, bool> isLast, Action<Notification> arrived, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var follow = new Follow(taskId, isLast, arrived, []);
        try
        {
            while (!await TryFollowAsync(follow, end.Token))
            {
                await Task.Delay(_retryDelay, time, end.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What has arrived by now is the answer.
        }

        return new Heard(follow.Seen, Patience);
    }

    /// <returns>False when the stream broke before the end.</returns>
    private async Task<bool> TryFollowAsync(Follow follow, CancellationToken cancellationToken)
    {
        var (taskId, isLast, arrived, seen) = follow;
        var after = seen is [.., var last] ? last.Sequence : 0;
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"webhook/notifications?taskId={Uri.EscapeDataString(taskId)}&after={after}");
        request.Headers.Accept.Add(new("text/event-stream"));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var item in SseParser.Create(body, Parse).EnumerateAsync(cancellationToken))
            {
                if (item.Data is { } notification)
                {
                    seen.Add(notification);
                    arrived(notification);
                    if (isLast(notification))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw ReceiverClient.NeedsKey(e);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            return false;
        }
    }

    private static Notification? Parse(string eventType, ReadOnlySpan<byte> data) =>
        eventType == SseParser.EventTypeDefault ? JsonSerializer.Deserialize(data, NotificationJson.Default.Notification) : null;

    private sealed record Follow(string TaskId, Func<Notification, bool> IsLast, Action<Notification> Arrived, List<Notification> Seen);
}
