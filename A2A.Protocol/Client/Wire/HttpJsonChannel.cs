using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Json;

namespace A2A.Protocol.Client.Wire;

/// <summary>Calls over HTTP+JSON: each operation's path, the parameters in path, query or body, bare results.</summary>
internal sealed class HttpJsonChannel(HttpExchange exchange, Uri endpoint) : IChannel
{
    private const string PlainJson = "application/json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = A2AJson.MaxDepth };

    // The media type of 1.0 (section 11.1); 0.3 has plain JSON only.
    private readonly string _json = exchange.Version == ProtocolVersion.V10 ? "application/a2a+json" : PlainJson;

    public async Task<T> CallAsync<T>(Call<T> call, CancellationToken cancellationToken)
    {
        using var request = ToHttp(call.Operation, call.Parameters);
        return await exchange.CallAsync(
            request,
            new(call.Operation.Name, call.Parameters),
            (response, errors, body) => call.Read(Read(response, errors, body)),
            cancellationToken);
    }

    public async Task<EventConnection<T>> OpenAsync<T>(Call<T> call, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = ToHttp(call.Operation, call.Parameters);
        return await exchange.OpenAsync(
            request, new(call.Operation.Name, call.Parameters), lastEventId, Read, call.Read, cancellationToken);
    }

    /// <summary>A result, or an error: as the answer itself, or as the last event of a stream that began well.</summary>
    private static Answer Read(HttpResponseMessage response, AnswerErrors errors, byte[] body)
    {
        try
        {
            JsonElement? result = body.Length == 0 ? null : JsonElement.Parse(body, Strict);
            return AgentRefusal.FromHttp(result) is { } refusal ? throw errors.Refused(refusal)
                : response.IsSuccessStatusCode ? new Answer(result, errors, body)
                : throw errors.BadStatus(body);
        }
        catch (JsonException e)
        {
            throw response.IsSuccessStatusCode ? errors.Foreign("JSON", body, e) : errors.BadStatus(body);
        }
    }

    private HttpRequestMessage ToHttp(WireOperation operation, JsonElement parameters)
    {
        var left = parameters.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        var url = new StringBuilder(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/'));
        if (left.Remove("tenant", out var tenant))
        {
            url.Append('/').Append(Escaped(tenant));
        }

        url.Append(operation.Path);
        foreach (var name in left.Keys.Where(name => operation.Path.Contains($"{{{name}}}", StringComparison.Ordinal)).ToList())
        {
            url.Replace($"{{{name}}}", Escaped(left[name]));
            left.Remove(name);
        }

        return operation.Verb == HttpMethod.Post ? WithBody(url, left) : WithQuery(operation.Verb, url, left);
    }

    private HttpRequestMessage WithBody(StringBuilder url, Dictionary<string, JsonElement> members)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(members, WireJson.Wire.DictionaryStringJsonElement));
        content.Headers.ContentType = new MediaTypeHeaderValue(_json);
        return Accepting(new HttpRequestMessage(HttpMethod.Post, url.ToString()) { Content = content });
    }

    private HttpRequestMessage WithQuery(HttpMethod verb, StringBuilder url, Dictionary<string, JsonElement> members)
    {
        url.AppendJoin("", members.Select((member, index) => $"{(index == 0 ? '?' : '&')}{member.Key}={Escaped(member.Value)}"));
        return Accepting(new HttpRequestMessage(verb, url.ToString()));
    }

    private HttpRequestMessage Accepting(HttpRequestMessage request)
    {
        request.Headers.Accept.Add(new(_json));
        if (_json != PlainJson)
        {
            request.Headers.Accept.Add(new(PlainJson, 0.9));
        }

        return request;
    }

    /// <summary>Strings and names of states as they are; numbers and booleans as JSON has them (A2A 1.0, section 11.5).</summary>
    private static string Escaped(JsonElement value) =>
        Uri.EscapeDataString(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
}
