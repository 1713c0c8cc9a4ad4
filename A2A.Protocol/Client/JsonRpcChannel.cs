using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client;

/// <summary>Calls by JSON-RPC over HTTP: the envelope, the errors and the event streams, whatever the method.</summary>
internal sealed class JsonRpcChannel(HttpClient http, Uri endpoint)
{
    /// <summary>Bounds what is read where a stream was expected and something else came.</summary>
    private const int LongestAnswer = 16 * 1024 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");

    private long _lastId;

    /// <summary>Calls and waits for the answer.</summary>
    /// <exception cref="A2AException">The agent refused, or the answer is not JSON-RPC's.</exception>
    public async Task<JsonRpcAnswer> CallAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        var call = NewCall(method, parameters);
        using var request = ToHttp(call);
        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return JsonRpcAnswer.Read(call, response, body);
    }

    /// <summary>Calls and gives the answers as they come; ending the enumeration ends the request.</summary>
    /// <exception cref="A2AException">As for <see cref="CallAsync"/>; also when it comes in the middle of the stream.</exception>
    public async IAsyncEnumerable<(string? EventId, JsonRpcAnswer Answer)> StreamAsync(
        string method,
        JsonElement parameters,
        string? lastEventId,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = NewCall(method, parameters);
        using var request = ToHttp(call);
        request.Headers.Accept.Add(EventStream);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await RefuseWhatIsNoStreamAsync(call, response, cancellationToken);

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(stream, (_, data) => JsonRpcAnswer.Read(call, response, data.ToArray()));
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            yield return (parser.LastEventId is { Length: > 0 } id ? id : null, item.Data);
        }
    }

    /// <summary>A refused stream is answered with plain JSON-RPC.</summary>
    private static async Task RefuseWhatIsNoStreamAsync(JsonRpcRequest call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == EventStream.MediaType)
        {
            return;
        }

        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        _ = JsonRpcAnswer.Read(call, response, body);
        throw new AnswerErrors(call.Method, call.Params, response.StatusCode).Foreign("an event stream", body);
    }

    private JsonRpcRequest NewCall(string method, JsonElement parameters) => new()
    {
        Id = JsonElement.Parse(Interlocked.Increment(ref _lastId).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Method = method,
        Params = parameters,
    };

    private HttpRequestMessage ToHttp(JsonRpcRequest call)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(call, JsonRpcJsonContext.Wire.JsonRpcRequest));
        content.Headers.ContentType = Json;
        return new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
    }
}
