using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using A2A.Server.Agents;
using A2A.Server.Http;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Cards;
using A2A.Server.Http.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using OpenApiDocument = A2A.Server.Http.OpenApi.OpenApiDocument;

namespace A2A.Server.Tests.Http.OpenApi;

public sealed partial class OpenApiDocumentTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_valid_OpenAPI_and_has_the_address_of_the_request()
    {
        var text = await api.Client.GetStringAsync(OpenApiEndpoint.Path, Token);

        var read = Microsoft.OpenApi.OpenApiDocument.Parse(text, OpenApiConstants.Json);

        read.Diagnostic.ShouldNotBeNull().Errors.Select(error => error.ToString()).ShouldBeEmpty();
        read.Diagnostic.Warnings.Select(warning => warning.ToString()).ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document.ShouldNotBeNull().Servers.ShouldNotBeNull()[0].Url.ShouldBe(api.Client.BaseAddress!.ToString().TrimEnd('/'));
        read.Document.Validate(ValidationRuleSet.GetDefaultRuleSet()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_described_is_what_is_served_and_nothing_else()
    {
        var document = await DocumentAsync();
        var root = api.Client.BaseAddress!.ToString().TrimEnd('/'); // the client has one

        var described =
            from path in document["paths"]!.AsObject()
            from server in (path.Value!["servers"] ?? document["servers"])!.AsArray()
            from method in path.Value.AsObject()
            where method.Key is not ("servers" or "parameters")
            select $"{method.Key.ToUpperInvariant()} {((string)server!["url"]!)[root.Length..]}{path.Key}";

        var served =
            from endpoint in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<Operation>() is { ProtocolVersion: ProtocolVersions.V1 }
            from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            select $"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";
        described.Order().ShouldBe(served.Order());
    }

    [Fact]
    public async Task Every_operation_of_1_0_is_there_under_its_name_and_no_name_twice()
    {
        var ids = Operations(await DocumentAsync()).Select(operation => (string)operation["operationId"]!).ToList();

        ids.ShouldBeUnique();
        api.Services.GetRequiredService<OperationTable>().All.Where(operation => operation.ProtocolVersion == ProtocolVersions.V1)
            .Select(operation => operation.Name).ShouldBeSubsetOf(ids);
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_component_is_used()
    {
        var document = JsonNode.Parse(WithKeys().Write(new Uri("https://agents.example/")))!;
        var references = Reference().Matches(document.ToJsonString()).Select(match => match.Groups[1].Value).Distinct().ToList();

        var components =
            from kind in document["components"]!.AsObject()
            where kind.Key != "securitySchemes" // named by security, without a reference
            from name in kind.Value!.AsObject()
            select $"{kind.Key}/{name.Key}";
        components.Order(StringComparer.Ordinal).ShouldBe(references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_parameter_of_a_path_is_described()
    {
        foreach (var (path, item) in (await DocumentAsync())["paths"]!.AsObject())
        {
            foreach (var operation in item!.AsObject().Select(member => member.Value).OfType<JsonObject>())
            {
                var described = operation["parameters"]!.AsArray().Concat((item["parameters"] as JsonArray) ?? [])
                    .Where(parameter => (string?)parameter!["in"] == "path").Select(parameter => (string)parameter!["name"]!);
                described.Order().ShouldBe(InPath().Matches(path).Select(match => match.Groups[1].Value).Order());
            }
        }
    }

    [Fact]
    public async Task Whoever_has_the_document_is_not_sent_it_again()
    {
        using var first = await api.Client.GetAsync(OpenApiEndpoint.Path, Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, OpenApiEndpoint.Path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag.ShouldNotBeNull());

        using var second = await api.Client.SendAsync(request, Token);

        first.Headers.CacheControl.ShouldNotBeNull().Public.ShouldBeTrue();
        first.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    /// <summary>Where keys are needed, under a public address: the fullest form.</summary>
    [Fact]
    public void The_document_says_what_it_said()
    {
        var actual = JsonNode.Parse(WithKeys().Write(new Uri("https://agents.example/")))!.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";
        var folder = Path.Combine(AppContext.BaseDirectory, "Http", "OpenApi");
        var expected = File.ReadAllText(Path.Combine(folder, "a2a.json")).ReplaceLineEndings("\n");

        if (actual != expected)
        {
            var written = Path.Combine(folder, "a2a.now.json");
            File.WriteAllText(written, actual);
            var (first, was) = actual.Split('\n').Zip(expected.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
            Assert.Fail($"The document changed, first from '{was}' to '{first}'. Where that is meant, Http/OpenApi/a2a.json becomes {written}");
        }
    }

    [Fact]
    public async Task Keys_are_described_where_they_are_needed_and_only_there()
    {
        var with = JsonNode.Parse(WithKeys().Write(new Uri("https://agents.example/")))!;
        var without = await DocumentAsync();

        with["components"]!["securitySchemes"]!["apiKey"]!.ToJsonString().ShouldContain(ApiKeyAuthentication.Header);
        with["security"]![0]!["apiKey"].ShouldNotBeNull();
        Operations(with).ShouldAllBe(operation => operation["responses"]!["401"] != null);
        without["security"].ShouldBeNull();
        Operations(without).ShouldAllBe(operation => operation["responses"]!["401"] == null);
    }

    [Fact]
    public async Task The_document_speaks_the_protocols_words_only()
    {
        var text = (await DocumentAsync()).ToJsonString();

        foreach (var word in new[] { "AgentTask", "System.", ".NET", "JsonElement", "Nullable", "DateTimeOffset", "C#", "A2A.Protocol" })
        {
            text.ShouldNotContain(word);
        }
    }

    internal static JsonSerializerOptions Readable { get; } = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private OpenApiDocument WithKeys()
    {
        var keys = new CallerSchemes(Options.Create(new CallerOptions { ApiKeys = { ["alice"] = "0123456789abcdef" } }));
        var services = api.Services;
        return new(
            services.GetRequiredService<AgentRegistry>(),
            new AgentCards(services.GetRequiredService<IOptions<AgentOptions>>(), keys, []),
            services.GetRequiredService<IOptions<HttpOptions>>());
    }

    private async Task<JsonNode> DocumentAsync() =>
        JsonNode.Parse(await api.Client.GetStringAsync(OpenApiEndpoint.Path, Token)).ShouldNotBeNull();

    private static IEnumerable<JsonObject> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from member in path.Value!.AsObject()
        where member.Value is JsonObject
        select member.Value.AsObject();

    [GeneratedRegex("\"\\$ref\":\"#/components/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();
}
