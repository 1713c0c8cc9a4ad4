using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>One event as a client sees it.</summary>
internal sealed record ReadEvent(string? Id, JsonNode Answer)
{
    public JsonNode Result => Answer["result"].ShouldNotBeNull(Answer.ToJsonString());

    public string Kind => (string)Result["kind"].ShouldNotBeNull()!; // checked by ShouldNotBeNull

    /// <summary>The state or the artifact's name, with the text.</summary>
    public string Short => Kind switch
    {
        "artifact-update" => $"artifact {Result["artifact"]!["name"]}", // an artifact update has both
        _ => $"{Result["status"]!["state"]} {Result["status"]!["message"]?["parts"]![0]!["text"]}".Trim(), // every other kind has a status
    };
}

/// <summary>A client that reads a stream.</summary>
internal sealed class EventReader(HttpResponseMessage response, IAsyncEnumerable<ReadEvent> events) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ReadEvent> _events = events.GetAsyncEnumerator();

    /// <summary>Of server-sent events.</summary>
    public EventReader(HttpResponseMessage response, Stream body)
        : this(response, EventsOf(body))
    {
    }

    public HttpResponseMessage Response => response;

    public static async Task<EventReader> OpenAsync(
        HttpClient client, string path, string body, string? lastEventId, CancellationToken cancellationToken)
    {
        var response = await SendAsync(client, path, body, lastEventId, cancellationToken);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>Asks for a stream and gives the answer once its headers are there.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string path, string body, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The next event; fails when the stream has ended.</summary>
    public async Task<ReadEvent> NextAsync() => (await TryNextAsync()).ShouldNotBeNull("the stream has ended");

    /// <summary>The events that follow, up to the stream's end.</summary>
    public async Task<List<ReadEvent>> RestAsync()
    {
        var all = new List<ReadEvent>();
        while (await TryNextAsync() is { } next)
        {
            all.Add(next);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        response.Dispose();
    }

    private async Task<ReadEvent?> TryNextAsync() =>
        await _events.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience) ? _events.Current : null;

    private static async IAsyncEnumerable<ReadEvent> EventsOf(Stream body)
    {
        await foreach (var item in SseParser.Create(body).EnumerateAsync())
        {
            yield return new ReadEvent(item.EventId, JsonNode.Parse(item.Data).ShouldNotBeNull());
        }
    }
}
