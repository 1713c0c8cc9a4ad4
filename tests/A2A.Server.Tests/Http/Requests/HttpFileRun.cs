using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace A2A.Server.Tests.Http.Requests;

/// <summary>An answer, read to its end; of a stream the first events.</summary>
internal sealed record FileAnswer(int Status, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<JsonNode> Items, string Text);

/// <summary>Sends the requests of a file one after the other, as an editor does, and remembers the answers of those that have names.</summary>
internal sealed partial class HttpFileRun(HttpClient client, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
{
    private const int EnoughEvents = 3;

    private readonly Dictionary<string, FileAnswer> _answers = [];

    public async Task<FileAnswer> SendAsync(FileRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), Resolve(request.Url));
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Resolve(request.Body)));
        }

        foreach (var (name, value) in request.Headers)
        {
            (message.Headers.TryAddWithoutValidation(name, Resolve(value)) || message.Content?.Headers.TryAddWithoutValidation(name, value) is true)
                .ShouldBeTrue($"{name} of {request.Title}");
        }

        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var answer = await ReadAsync(response);
        if (request.Name is { } known)
        {
            _answers[known] = answer;
        }

        return answer;
    }

    /// <summary>The text with its variables filled in; fails for one that is unknown.</summary>
    public string Resolve(string text) => Variable().Replace(text, match => ValueOf(match.Groups[1].Value));

    private string ValueOf(string variable) => variable.Split(' ') switch
    {
        ["$timestamp"] => DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ["$randomInt", var least, var most] => Random.Shared.Next(Number(least), Number(most)).ToString(CultureInfo.InvariantCulture),
        [var name] when variables.TryGetValue(name, out var value) => Resolve(value),
        [var reference] => Referred(reference.Split('.', 4)),
        _ => throw new KeyNotFoundException($"There is no variable '{variable}'."),
    };

    // send.response.body.$.result.task.id, card.response.headers.ETag
    private string Referred(string[] reference) => reference switch
    {
        [var name, "response", "headers", var header] => _answers[name].Headers[header],
        [var name, "response", "body", var path] => path.Split('.').Skip(1)
            .Aggregate((JsonNode?)_answers[name].Items[0], (node, member) => node?[member])?.ToString()
            ?? throw new KeyNotFoundException($"The answer of '{name}' has no {path}: {_answers[name].Text}"),
        _ => throw new KeyNotFoundException($"There is no variable '{string.Join('.', reference)}'."),
    };

    private async Task<FileAnswer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            var events = await SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken)
                .Take(EnoughEvents).Select(item => item.Data).ToListAsync(cancellationToken);
            return new((int)response.StatusCode, headers, [.. events.Select(data => JsonNode.Parse(data).ShouldNotBeNull())], string.Join('\n', events));
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new((int)response.StatusCode, headers, text.Length == 0 ? [] : [JsonNode.Parse(text).ShouldNotBeNull()], text);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{\{(.+?)\}\}")]
    private static partial Regex Variable();
}
