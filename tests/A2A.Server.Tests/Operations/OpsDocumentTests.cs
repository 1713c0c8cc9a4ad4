using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using A2A.Server.Operations;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Http.OpenApi;
using A2A.Server.Tests.Redis;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace A2A.Server.Tests.Operations;

/// <summary>What <c>/openapi/ops.json</c> says is what there is.</summary>
public sealed partial class OpsDocumentTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string TaskOfAlice = "01a1fd41-d2e7-7122-8cef-01bfff9efe0a";

    [Fact]
    public async Task The_document_is_valid_OpenAPI_and_describes_what_is_served()
    {
        await using var ops = OpsApi.Start(redis.Server);
        var text = await ops.Api.Client.GetStringAsync(OpsDocument.Path, TestContext.Current.CancellationToken);

        var read = Microsoft.OpenApi.OpenApiDocument.Parse(text, OpenApiConstants.Json);

        read.Diagnostic.ShouldNotBeNull().Errors.Select(error => error.ToString()).ShouldBeEmpty();
        read.Diagnostic.Warnings.Select(warning => warning.ToString()).ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document.ShouldNotBeNull().Validate(ValidationRuleSet.GetDefaultRuleSet()).ShouldBeEmpty();
        var document = JsonNode.Parse(text).ShouldNotBeNull();
        var described =
            from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            select $"{method.Key.ToUpperInvariant()} {path.Key}";
        var served =
            from endpoint in ops.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where OpsRoute.IsOf(endpoint)
            select $"{OpsRoute.Of(endpoint).Method} {OpsRoute.Of(endpoint).Path}";
        described.Order().ShouldBe(served.Order());
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_component_is_used()
    {
        await using var ops = OpsApi.Start(redis.Server);
        var document = await DocumentAsync(ops);
        var references = Reference().Matches(document.ToJsonString()).Select(match => match.Groups[1].Value).Distinct();

        var components =
            from kind in document["components"]!.AsObject()
            where kind.Key != "securitySchemes" // named by security, without a reference
            from name in kind.Value!.AsObject()
            select $"{kind.Key}/{name.Key}";

        components.Order(StringComparer.Ordinal).ShouldBe(references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_operates_reads_how_to_say_who_he_is_also_where_the_agents_are_open()
    {
        await using var ops = OpsApi.Start(redis.Server, []);

        var document = await DocumentAsync(ops);

        ((string?)document["components"]?["securitySchemes"]?["apiKey"]?["name"]).ShouldBe("X-API-Key");
        document["security"].ShouldNotBeNull().ToJsonString().ShouldBe("""[{"apiKey":[]}]""");
    }

    [Fact]
    public async Task Answers_and_refusals_are_as_described()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "00-1-0");
        ops.Deliveries.Tasks[TaskOfAlice] = "alice";
        ops.Deliveries.Open.Add("receiver.example:443");
        var document = await DocumentAsync(ops);
        var check = new SchemaCheck(document);

        foreach (var route in OpsRoute.All.Where(route => route.HasResult))
        {
            var path = route.Path.Replace("{id}", TaskOfAlice, StringComparison.Ordinal);
            var (status, body, _) = await ops.SendAsync(route.Method, route.Name == "PurgeDeadLetters" ? $"{path}?all=true" : path, KeyedApi.Operator);

            status.ShouldBe(200, route.Name);
            var answer = document["paths"]![route.Path]![route.Method.ToLowerInvariant()]!["responses"]!["200"]!; // it has a result
            var schema = answer["content"]!["application/json"]!["schema"]!;
            check.Problems(body, schema).ShouldBeEmpty(route.Name);
        }

        foreach (var (path, key) in new (string, string?)[] { ("/ops/dead-letters?limit=0", KeyedApi.Alice), ("/ops/endpoints", KeyedApi.Alice), ("/ops/endpoints", null) })
        {
            check.Problems((await ops.SendAsync("GET", path, key)).Body, check.Schema("Problem")).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task Those_for_operators_say_so_and_the_others_do_not()
    {
        await using var ops = OpsApi.Start(redis.Server);
        var document = await DocumentAsync(ops);

        foreach (var route in OpsRoute.All)
        {
            var operation = document["paths"]![route.Path]![route.Method.ToLowerInvariant()]!; // tested above

            ((string?)operation["operationId"]).ShouldBe(route.Name);
            ((string?)operation["summary"]).ShouldNotBeNull().EndsWith(" For operators.", StringComparison.Ordinal)
                .ShouldBe(route.IsForOperators, route.Name);
            (operation["responses"]!["403"] is not null).ShouldBe(route.IsForOperators, route.Name);
            (operation["responses"]!["404"] is not null).ShouldBe(route.Path.Contains('{', StringComparison.Ordinal), route.Name);
        }
    }

    [Fact]
    public async Task Parameters_say_what_they_may_be()
    {
        await using var ops = OpsApi.Start(redis.Server);
        var document = await DocumentAsync(ops);

        var parameters = document["paths"]!["/ops/dead-letters"]!.AsObject()
            .SelectMany(method => method.Value!["parameters"]!.AsArray()) // these have some
            .ToLookup(parameter => (string)parameter!["name"]!, parameter => parameter!); // a parameter has a name

        parameters.SelectMany(same => same)
            .ShouldAllBe(parameter => parameter["description"] != null && (string?)parameter["in"] == "query");
        foreach (var (name, schema) in new[]
        {
            ("since", """{"type":"string","format":"date-time"}"""),
            ("before", """{"type":"string","format":"date-time"}"""),
            ("after", """{"type":"string"}"""),
            ("owner", """{"type":"string"}"""),
            ("limit", """{"maximum":1000,"minimum":1,"type":"integer","format":"int32","default":100}"""),
            ("all", """{"type":"boolean","default":false}"""),
        })
        {
            parameters[name].ShouldNotBeEmpty(name);
            parameters[name].ShouldAllBe(parameter => JsonNode.DeepEquals(parameter["schema"], JsonNode.Parse(schema, null, default)));
        }
    }

    [Fact]
    public async Task A_document_of_the_application_itself_has_none_of_the_servers_routes()
    {
        await using var api = ApiReplica.Start(redis.Server, services: services => services.AddOpenApi());

        var document = await api.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync(TestContext.Current.CancellationToken);

        document.Paths.Keys.ShouldBeSubsetOf(["/health", "/alive"]);
    }

    private static async Task<JsonNode> DocumentAsync(OpsApi ops) =>
        JsonNode.Parse(await ops.Api.Client.GetStringAsync(OpsDocument.Path, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    [GeneratedRegex("\"\\$ref\":\"#/components/([^\"]+)\"")]
    private static partial Regex Reference();
}
