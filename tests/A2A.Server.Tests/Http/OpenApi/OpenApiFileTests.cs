using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.OpenApi;
using A2A.Server.Http.V1;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Http.OpenApi;

/// <summary>The file a2a.json is written by hand; here it is held against the table of operations, the wire types and the errors.</summary>
public sealed class OpenApiFileTests(ApiServer api) : IClassFixture<ApiServer>
{
    /// <summary>The schemas of refusals, which no wire type has.</summary>
    private static readonly string[] OfErrors = ["Error", "Status", "ErrorInfo", "BadRequest", "FieldViolation"];

    /// <summary>Reasons of JSON-RPC alone, and of addresses that are not described.</summary>
    private static readonly ErrorKind[] Elsewhere = [ErrorKind.MethodNotFound, ErrorKind.NotFound];

    private readonly JsonNode _document =
        JsonNode.Parse(api.Services.GetRequiredService<OpenApiDocument>().Write(new Uri("https://agents.example/"))).ShouldNotBeNull();

    [Fact]
    public void Every_schema_has_the_members_of_its_type()
    {
        foreach (var (name, schema) in Schemas().Where(schema => !OfErrors.Contains(schema.Key) && !IsFlow(schema.Key)))
        {
            var type = TypeOf(name).ShouldNotBeNull(name);
            var options = A2AJson.Default.Options;
            var expected = type.IsEnum
                ? Texts(options.GetJsonSchemaAsNode(type)["enum"])
                : options.GetTypeInfo(type).Properties.Where(IsWritten).Select(member => member.Name);

            (type.IsEnum ? Texts(schema["enum"]) : Members(schema)).ShouldBe(expected, ignoreOrder: true, name);
            (schema["required"] is null ? [] : Texts(schema["required"])).ShouldBeSubsetOf(expected, name);
        }
    }

    [Fact]
    public void The_flows_of_OAuth_have_the_members_of_their_common_type()
    {
        var flows = Schemas().Where(schema => IsFlow(schema.Key)).ToList();

        Members(_document["components"]!["schemas"]!["OAuthFlows"]!.AsObject()) // tested above
            .ShouldBe(flows.Select(flow => JsonNamingPolicy.CamelCase.ConvertName(flow.Key[..^"OAuthFlow".Length])), ignoreOrder: true);
        flows.SelectMany(flow => Members(flow.Value)).Distinct()
            .ShouldBe(A2AJson.Default.Options.GetTypeInfo(typeof(OAuthFlow)).Properties.Select(member => member.Name), ignoreOrder: true);
    }

    [Fact]
    public void Every_operation_has_the_query_the_body_and_the_answer_of_its_route()
    {
        var table = api.Services.GetRequiredService<OperationTable>();
        foreach (var operation in table.All.Where(item => item.ProtocolVersion == ProtocolVersions.V1))
        {
            var route = operation.Route;
            foreach (var method in route.Methods)
            {
                foreach (var path in new[] { route.Path, $"/{{tenant}}{route.Path}" })
                {
                    var described = _document["paths"]![path]![method.ToLowerInvariant()].ShouldNotBeNull($"{method} {path}");
                    var body = method == "POST" && route.Body is not null;

                    described["parameters"]!.AsArray().Where(parameter => (string?)parameter!["in"] == "query") // each has some
                        .Select(parameter => (string?)parameter!["name"])
                        .ShouldBe(route.Query.Select(field => field.Name), ignoreOrder: true, operation.Name);
                    ((bool?)described["requestBody"]?["required"]).ShouldBe(body ? !route.BodyIsOptional : null, operation.Name);
                    described["responses"]!["200"].ShouldNotBeNull(operation.Name);
                    (described["responses"]!["200"]?["content"]?["text/event-stream"] is not null).ShouldBe(route.Streams, operation.Name);
                }
            }
        }
    }

    [Fact]
    public void The_size_of_pages_is_as_described()
    {
        var schema = _document["paths"]!["/tasks"]!["get"]!["parameters"]!.AsArray()
            .Single(parameter => (string?)parameter!["name"] == "pageSize")!["schema"]!; // tested above

        ((int?)schema["default"], (int?)schema["maximum"]).ShouldBe((V1TaskMethods.DefaultPage, V1TaskMethods.LargestPage));
    }

    [Fact]
    public void Every_refusal_names_all_reasons_of_its_status()
    {
        foreach (var (status, name) in new[]
        {
            (400, "BadRequest"), (401, "Unauthenticated"), (404, "NotFound"), (413, "BodyTooLarge"), (415, "UnsupportedMediaType"),
            (429, "TooManyRequests"), (500, "Internal"), (503, "Unavailable"),
        })
        {
            var reasons = Enum.GetValues<ErrorKind>().Except(Elsewhere).Select(ErrorShape.Of)
                .Where(shape => shape.HttpStatus == status).Select(shape => shape.Reason).Order(StringComparer.Ordinal);

            ((string?)_document["components"]!["responses"]![name]!["description"]).ShouldNotBeNull() // the file has them
                .ShouldEndWith($" Reasons: {string.Join(", ", reasons)}.");
        }
    }

    private IEnumerable<KeyValuePair<string, JsonObject>> Schemas() => _document["components"]!["schemas"]!.AsObject() // the file has them
        .Select(schema => KeyValuePair.Create(schema.Key, schema.Value!.AsObject()));

    private static bool IsFlow(string schema) => schema.EndsWith("OAuthFlow", StringComparison.Ordinal);

    private static Type? TypeOf(string schema) => typeof(AgentTask).Assembly.GetType($"{typeof(AgentTask).Namespace}." + schema switch
    {
        "Task" => nameof(AgentTask),
        "APIKeySecurityScheme" => nameof(ApiKeySecurityScheme),
        "HTTPAuthSecurityScheme" => nameof(HttpAuthSecurityScheme),
        _ => schema,
    });

    private static bool IsWritten(JsonPropertyInfo member) => member.Get is not null;

    private static IEnumerable<string> Members(JsonObject schema) =>
        (schema["properties"] as JsonObject ?? []).Select(member => member.Key);

    private static IEnumerable<string> Texts(JsonNode? list) => list.ShouldNotBeNull().AsArray().Select(text => (string)text!); // texts
}
