using System.Buffers;
using System.Globalization;
using System.Text.Json;
using A2A.Protocol.Json;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Rest;

/// <summary>
/// Puts the parameters of a call together from path, query and body, so that they are those of JSON-RPC (A2A 1.0,
/// section 11.5).
/// </summary>
internal sealed class RestParams(IOptions<HttpOptions> options)
{
    // Any request may name its tenant.
    private static readonly QueryField Tenant = new("tenant", QueryType.Text);

    // One level less than in JSON-RPC, where an envelope is around.
    private readonly int _deepest = options.Value.MaxDepth - 1;

    public Outcome<JsonElement> Read(HttpRequest request, HttpRoute route, ReadOnlyMemory<byte> body)
    {
        var given = ReadBody(route, body);
        if (given.IsRefused)
        {
            return given.Error;
        }

        var path = PathOf(request);
        var contradicted = path
            .SelectMany(value => NamesOf(value.Key).Select(name => (name, value.Value)))
            .FirstOrDefault(value => given.Value.TryGetProperty(value.name, out var other) && !IsSame(other, value.Value))
            .name;
        if (contradicted is not null)
        {
            return A2AError.InvalidParams(contradicted, "is another one in the body than in the path; leave it out of the body.");
        }

        var twice = route.Query.FirstOrDefault(field => request.Query.TryGetValue(field.Name, out var value)
            && ProtoJson.TryFind(given.Value, field.Name, out var other) && !IsSame(other, value.ToString()));
        return twice is null
            ? Merge(request, route, given.Value, path)
            : A2AError.InvalidParams(twice.Name, "is another one in the body than in the query; send one of them.");
    }

    private Outcome<JsonElement> ReadBody(HttpRoute route, ReadOnlyMemory<byte> body)
    {
        if (route.Body is null || (body.IsEmpty && route.BodyIsOptional))
        {
            return JsonElement.Parse("{}"u8);
        }

        return RequestJson.Parse(body, _deepest) switch
        {
            null => body.IsEmpty ? A2AError.NoBody : A2AError.NotJson(_deepest),
            { ValueKind: JsonValueKind.Object } root => root,
            _ => A2AError.NotAnObject,
        };
    }

    // agent and tenant choose the agent; they are no members of the request.
    private static Dictionary<string, string> PathOf(HttpRequest request) => request.RouteValues
        .Where(value => value.Key is not ("agent" or "tenant"))
        .ToDictionary(value => value.Key, value => Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? "");

    private static bool IsSame(JsonElement member, string value) =>
        member.ValueKind == JsonValueKind.Null
        || (member.ValueKind == JsonValueKind.String && (member.ValueEquals("") || member.ValueEquals(value)));

    // ProtoJSON takes either.
    private static string[] NamesOf(string field) => [field, ProtoJson.OriginalName(field)];

    private static Outcome<JsonElement> Merge(HttpRequest request, HttpRoute route, JsonElement body, Dictionary<string, string> path)
    {
        var query = route.Query.Append(Tenant)
            .Where(field => !ProtoJson.TryFind(body, field.Name, out _))
            .SelectMany(field => NamesOf(field.Name).Distinct().Select(name => field with { Name = name }))
            .Where(field => request.Query.ContainsKey(field.Name))
            .ToList();
        if (path.Count == 0 && query.Count == 0)
        {
            return body;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        var inPath = path.Keys.SelectMany(NamesOf).ToHashSet();
        foreach (var member in body.EnumerateObject().Where(member => !inPath.Contains(member.Name)))
        {
            member.WriteTo(json);
        }

        foreach (var (name, value) in path)
        {
            json.WriteString(name, value);
        }

        if (query.Select(field => WriteQuery(json, field, request.Query[field.Name].ToString()))
            .FirstOrDefault(error => error is not null) is { } wrong)
        {
            return wrong;
        }

        json.WriteEndObject();
        json.Flush();
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    // An empty value is one that was not given. The reader refuses a field that is given by both of its names.
    private static A2AError? WriteQuery(Utf8JsonWriter json, QueryField field, string value)
    {
        switch (field.Type)
        {
            case var _ when value.Length == 0:
                return null;
            case QueryType.WholeNumber
                when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                json.WriteNumber(field.Name, number);
                return null;
            case QueryType.WholeNumber:
                return A2AError.InvalidParams(field.Name, "must be a whole number.");
            case QueryType.Flag when value is "true" or "false":
                json.WriteBoolean(field.Name, value == "true");
                return null;
            case QueryType.Flag:
                return A2AError.InvalidParams(field.Name, "must be true or false.");
            case QueryType.Choice when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                json.WriteNumber(field.Name, number);
                return null;
            default:
                json.WriteString(field.Name, value);
                return null;
        }
    }
}
