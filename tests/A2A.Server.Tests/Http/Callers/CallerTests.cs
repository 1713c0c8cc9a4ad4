using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using A2A.Server.Http.Callers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http.Callers;

public sealed partial class CallerTests(KeyedApi keyed) : IClassFixture<KeyedApi>
{
    private const string Key = "X-API-Key";
    private const string Rpc = """{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"none"}}""";

    private static readonly string[] OpenToAll =
        ["/", "/health", "/alive", "/.well-known/agent-card.json", "/.well-known/agent.json", "/.well-known/jwks.json", "/openapi/a2a.json", "/openapi/ops.json",
        "/agents/{agent}/.well-known/agent-card.json", "/agents/{agent}/.well-known/agent.json", "/ops/page/{file}"];

    /// <summary>What asks for a key in a form.</summary>
    private const string Login = "/ops/login";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false)]
    [InlineData("the-key-of-nobody-123456", false)]
    [InlineData("", false)]
    [InlineData(KeyedApi.Alice + ", " + KeyedApi.Alice, false)]
    [InlineData(KeyedApi.Alice, true)]
    [InlineData(KeyedApi.Operator, true)]
    public async Task Every_route_that_is_not_open_to_all_needs_a_key(string? key, bool isLetIn)
    {
        var routes = Routes().Where(route => route.Pattern != Login && (route.Method != "GET" && route.Method != "HEAD" || !OpenToAll.Contains(route.Pattern))).ToList();

        routes.Count.ShouldBeGreaterThan(50);
        foreach (var (method, pattern) in routes)
        {
            using var response = await keyed.Api.SendAsync(new HttpMethod(method), PathOf(pattern), "{}", key is null ? [] : [(Key, key)]);
            (response.StatusCode != HttpStatusCode.Unauthorized).ShouldBe(isLetIn, $"{method} {pattern} answers {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task What_is_open_to_all_needs_none()
    {
        var routes = Routes().Select(route => route.Pattern).ToList();

        foreach (var pattern in OpenToAll)
        {
            routes.ShouldContain(pattern);
            using var response = await keyed.Api.GetAsync(PathOf(pattern));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, pattern);
        }
    }

    [Fact]
    public async Task An_address_that_there_is_not_tells_nothing_to_who_has_no_key()
    {
        using var without = await keyed.Api.GetAsync("/no/such/address");
        using var with = await keyed.Api.GetAsync("/no/such/address", (Key, KeyedApi.Bob));

        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        with.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("POST", "/", null)]
    [InlineData("POST", "/agents/report", "1.0")]
    [InlineData("GET", "/tasks", null)]
    [InlineData("GET", "/v1/tasks/none", null)]
    public async Task A_call_without_a_key_is_told_in_its_own_words_what_it_lacks(string method, string path, string? version)
    {
        using var response = await keyed.Api.SendAsync(
            new HttpMethod(method), path, method == "POST" ? Rpc : null, version is null ? [] : [("A2A-Version", version)]);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ShouldHaveSingleItem().ToString().ShouldBe("ApiKey realm=\"A2A agents\", header=\"X-API-Key\"");
        var body = (await response.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
        var message = path.StartsWith("/v1", StringComparison.Ordinal) ? body["message"] : body["error"]?["message"];
        ((string?)message).ShouldNotBeNull().ShouldContain("card");
        ((string?)body["jsonrpc"]).ShouldBe(method == "POST" ? "2.0" : null);
        ((string?)body["error"]?["status"]).ShouldBe(path == "/tasks" ? "UNAUTHENTICATED" : null);
        ((string?)body["error"]?["data"]?[0]?["reason"]).ShouldBe(version is null ? null : "UNAUTHENTICATED");
    }

    [Fact]
    public async Task The_card_says_in_both_versions_what_callers_need()
    {
        var card = (await keyed.Api.Client.GetFromJsonAsync<JsonNode>("/.well-known/agent-card.json", Token)).ShouldNotBeNull();

        var scheme = card["securitySchemes"]!["apiKey"]!;
        ((string?)scheme["apiKeySecurityScheme"]?["name"], (string?)scheme["apiKeySecurityScheme"]?["location"]).ShouldBe((Key, "header"));
        ((string?)scheme["type"], (string?)scheme["name"], (string?)scheme["in"]).ShouldBe(("apiKey", Key, "header"));
        card["securityRequirements"]!.ToJsonString().ShouldBe("""[{"schemes":{"apiKey":{"list":["caller"]}}}]""");
        card["security"]!.ToJsonString().ShouldBe("""[{"apiKey":[]}]""");
    }

    [Fact]
    public async Task A_caller_sees_its_own_tasks_and_nobody_else_does()
    {
        var sent = await CallAsync("message/send", ApiServer.Say("be quick"), KeyedApi.Alice);
        var id = ((string?)sent["result"]?["id"]).ShouldNotBeNull(sent.ToJsonString());

        var own = await CallAsync("tasks/get", $$"""{"id":"{{id}}"}""", KeyedApi.Alice);
        var foreign = await CallAsync("tasks/get", $$"""{"id":"{{id}}"}""", KeyedApi.Bob);

        ((string?)own["result"]?["id"]).ShouldBe(id);
        ((int?)foreign["error"]?["code"]).ShouldBe(-32001);
    }

    [Fact]
    public async Task An_extended_card_is_for_who_has_a_key_in_every_version_and_binding()
    {
        using var v1 = await keyed.Api.GetAsync("/agents/enterprise/extendedAgentCard", (Key, KeyedApi.Alice), ("A2A-Version", "1.0"));
        using var v03 = await keyed.Api.GetAsync("/agents/enterprise/v1/card", (Key, KeyedApi.Alice));
        v1.Headers.CacheControl?.ToString().ShouldBe("max-age=300, private");
        JsonNode[] cards =
        [
            (await v1.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull(),
            (await v03.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull(),
            (await CallAsync("GetExtendedAgentCard", "{}", KeyedApi.Alice, "/agents/enterprise"))["result"].ShouldNotBeNull(),
            (await CallAsync("agent/getAuthenticatedExtendedCard", "{}", KeyedApi.Alice, "/agents/enterprise"))["result"].ShouldNotBeNull(),
        ];

        foreach (var card in cards)
        {
            card["skills"]!.AsArray().Select(skill => (string?)skill?["id"]).ShouldBe(["secure", "files", "batch", "standard", "recovery"]);
        }

        var open = (await keyed.Api.Client.GetFromJsonAsync<JsonNode>("/agents/enterprise/.well-known/agent-card.json", Token)).ShouldNotBeNull();
        open["skills"]!.AsArray().Count.ShouldBe(4);
        ((bool?)open["capabilities"]?["extendedAgentCard"], (bool?)open["supportsAuthenticatedExtendedCard"]).ShouldBe((true, true));
        using var nobody = await keyed.Api.GetAsync("/agents/enterprise/extendedAgentCard");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("GetExtendedAgentCard", -32004)]
    [InlineData("agent/getAuthenticatedExtendedCard", -32007)]
    public async Task An_agent_without_an_extended_card_says_so(string method, int code)
    {
        var answer = await CallAsync(method, "{}", KeyedApi.Alice, "/agents/report");
        var card = (await keyed.Api.Client.GetFromJsonAsync<JsonNode>("/agents/report/.well-known/agent-card.json", Token)).ShouldNotBeNull();

        ((int?)answer["error"]?["code"]).ShouldBe(code, answer.ToJsonString());
        ((bool?)card["capabilities"]?["extendedAgentCard"], (bool?)card["supportsAuthenticatedExtendedCard"]).ShouldBe((false, false));
    }

    [Fact]
    public async Task Keys_are_not_in_the_log()
    {
        const string Wrong = "a-key-that-nobody-has-4711";
        await CallAsync("tasks/get", """{"id":"none"}""", KeyedApi.Bob);
        using var refused = await keyed.Api.GetAsync("/tasks", (Key, Wrong));

        var log = keyed.Api.Log.ToString();

        log.ShouldContain("/tasks");
        log.ShouldNotContain(KeyedApi.Bob);
        log.ShouldNotContain(Wrong);
    }

    [Theory]
    [InlineData("short", null, "Callers:ApiKeys:alice must be at least 16")]
    [InlineData("with a space in between", null, "Callers:ApiKeys:alice must be at least 16")]
    [InlineData("the-same-key-for-both", "the-same-key-for-both", "alice, bob")]
    public void Keys_that_are_no_good_stop_the_start_and_are_not_shown(string alice, string? bob, string problem)
    {
        var options = new CallerOptions { ApiKeys = new() { ["alice"] = alice } };
        if (bob is not null)
        {
            options.ApiKeys["bob"] = bob;
        }

        var result = new CallerOptionsCheck().Validate(null, options);

        result.Failed.ShouldBeTrue();
        result.FailureMessage.ShouldContain(problem);
        result.FailureMessage.ShouldNotContain(alice);
    }

    [Fact]
    public void Keys_that_are_good_let_it_start() =>
        new CallerOptionsCheck().Validate(null, new() { ApiKeys = new() { ["alice"] = KeyedApi.Alice, ["bob"] = KeyedApi.Bob } })
            .ShouldBe(ValidateOptionsResult.Success);

    private async Task<JsonNode> CallAsync(string method, string parameters, string key, string path = "/")
    {
        using var response = await keyed.Api.SendAsync(HttpMethod.Post, path, ApiServer.Request(method, parameters), (Key, key));
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
    }

    private IEnumerable<(string Method, string Pattern)> Routes() =>
        from endpoint in keyed.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}"); // every route that is mapped has a text

    private static string PathOf(string pattern) => Parameter().Replace(pattern, match => match.Groups[1].Value switch
    {
        "agent" or "tenant" => "report",
        "file" => "page.css",
        _ => "none",
    });

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
