using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>The operation's name for errors, and the parameters; their secrets must not appear in errors.</summary>
internal readonly record struct Question(string Name, JsonElement? Parameters);

/// <summary>Reads a whole answer, or one event of a stream of answers.</summary>
/// <exception cref="A2AException">It is an error, or not what the binding says.</exception>
internal delegate T AnswerReader<out T>(HttpResponseMessage response, AnswerErrors errors, byte[] body);

/// <summary>Sends requests and takes in what comes, within bounds: bytes, time, and silence.</summary>
internal sealed class HttpExchange(HttpClient http, ProtocolVersion version, A2AClientOptions options)
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");

    public ProtocolVersion Version => version;

    /// <summary>The error that an answer began, but did not end in time; the shape is the HttpClient's own.</summary>
    public static TaskCanceledException Late(HttpClient http)
    {
        var seconds = http.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return new($"The answer did not end within the HttpClient's time-out of {seconds} s.", new TimeoutException());
    }

    /// <summary>Sends a call and reads the answer whole.</summary>
    public async Task<T> CallAsync<T>(
        HttpRequestMessage request, Question question, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        Sign(request);
        return await GetAsync(request, question, read, cancellationToken);
    }

    /// <summary>As <see cref="CallAsync{T}"/>, without the headers of a call.</summary>
    public async Task<T> GetAsync<T>(
        HttpRequestMessage request, Question question, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var errors = Errors(question, response);
        return read(response, errors, await ReadBodyAsync(response, errors, cancellationToken));
    }

    /// <summary>Sends a call and opens the stream of its answers.</summary>
    public async Task<EventConnection<T>> OpenAsync<T>(
        HttpRequestMessage request,
        Question question,
        string? lastEventId,
        AnswerReader<Answer> read,
        Func<Answer, T> convert,
        CancellationToken cancellationToken)
    {
        Sign(request);
        request.Headers.Accept.Clear();
        request.Headers.Accept.Add(EventStream);
        if (lastEventId is not null)
        {
            // Sent back unchanged: an event id is opaque to the client.
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            var errors = Errors(question, response);
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != EventStream.MediaType)
            {
                // A refused stream is answered as a plain call is.
                var body = await ReadBodyAsync(response, errors, cancellationToken);
                _ = read(response, errors, body);
                throw errors.Foreign("an event stream", body);
            }

            return new EventConnection<T>(
                response, token => EventsAsync(response, errors, data => convert(read(response, errors, data)), token));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private void Sign(HttpRequestMessage request)
    {
        request.Headers.Add("A2A-Version", version.ToText());
        if (options.Extensions is { Count: > 0 } extensions)
        {
            request.Headers.Add(version == ProtocolVersion.V10 ? "A2A-Extensions" : "X-A2A-Extensions", string.Join(", ", extensions));
        }
    }

    private AnswerErrors Errors(Question question, HttpResponseMessage response) => AnswerErrors.Of(question, response, options.Time);

    /// <summary>Reads the whole body, as long as the HttpClient's time-out allows and as much as the options do.</summary>
    private async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, AnswerErrors errors, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(http.Timeout);
        try
        {
            await response.Content.LoadIntoBufferAsync(options.LongestAnswer, limit.Token);
            return await response.Content.ReadAsByteArrayAsync(limit.Token);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw errors.TooLong(options.LongestAnswer, e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Late(http);
        }
    }

    /// <summary>The events of an answer as they come; comments are passed over (HTML Living Standard, section 9.2).</summary>
    private async IAsyncEnumerable<StreamedAnswer<T>> EventsAsync<T>(
        HttpResponseMessage response,
        AnswerErrors errors,
        Func<byte[], T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var watched = new WatchedStream(body, options.Streams.LongestSilence, options.LongestAnswer, errors, options.Time);
        var parser = SseParser.Create(watched, (_, data) => data.ToArray());
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            watched.EventRead();
            yield return new(item.EventId is { Length: > 0 } id ? id : null, item.ReconnectionInterval, read(item.Data));
        }
    }
}
