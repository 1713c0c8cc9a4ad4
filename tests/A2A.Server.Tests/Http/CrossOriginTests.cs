using System.Net;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Http;

/// <summary>What browsers let pages of other origins do.</summary>
public sealed class CrossOriginTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string App = "https://app.example.com";
    private const string Card = "/.well-known/agent-card.json";

    [Theory]
    [InlineData("GET", Card, "*")]
    [InlineData("GET", "/agents/report/.well-known/agent.json", "*")]
    [InlineData("GET", "/.well-known/jwks.json", "*")]
    [InlineData("GET", "/openapi/a2a.json", "*")]
    [InlineData("POST", "/", App)]
    [InlineData("POST", "/agents/report/a2a", App)]
    [InlineData("POST", "/message:stream", App)]
    [InlineData("DELETE", "/v1/tasks/t/pushNotificationConfigs/c", App)]
    public async Task A_preflight_request_is_answered_without_a_key(string method, string path, string allowed)
    {
        await using var api = Start(("Http:AllowedOrigins:app", App), ("Callers:ApiKeys:alice", KeyedApi.Alice));

        using var answer = await PreflightAsync(api, App, method, path);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(allowed);
        Header(answer, "Access-Control-Allow-Methods").ShouldBe(method);
        Header(answer, "Access-Control-Allow-Headers").ShouldBe("content-type,x-api-key");
    }

    [Theory]
    [InlineData("/tasks", 401)]
    [InlineData("/v1/tasks/none", 401)]
    [InlineData("/no/such/address", 401)]
    [InlineData("/message:send", 401)]
    public async Task A_refusal_can_be_read_by_the_page_that_asked(string path, int status)
    {
        await using var api = Start(("Http:AllowedOrigins:app", App), ("Callers:ApiKeys:alice", KeyedApi.Alice));

        using var answer = await api.GetAsync(path, ("Origin", App));

        ((int)answer.StatusCode).ShouldBe(status);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(App);
        foreach (var exposed in new[] { "WWW-Authenticate", "Retry-After", "ETag", "A2A-Extensions" })
        {
            Header(answer, "Access-Control-Expose-Headers").ShouldNotBeNull().Split(',').ShouldContain(exposed);
        }
    }

    [Theory]
    [InlineData("GET", "/tasks/none", 404)]
    [InlineData("GET", "/no/such/address", 404)]
    [InlineData("GET", "/message:send", 405)]
    [InlineData("POST", "/message:send", 400)]
    [InlineData("POST", "/", 200)]
    public async Task Every_answer_can_be_read_by_the_page_that_asked(string method, string path, int status)
    {
        await using var api = Start(("Http:AllowedOrigins:app", App), ("Http:AllowedOrigins:other", "http://localhost:3000"));

        using var answer = await api.SendAsync(new(method), path, method == "POST" ? "{" : null, ("Origin", App), ("A2A-Version", "1.0"));
        using var stranger = await api.SendAsync(new(method), path, method == "POST" ? "{" : null, ("Origin", "https://evil.example"));

        ((int)answer.StatusCode).ShouldBe(status);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(App);
        answer.Headers.Vary.ShouldContain("Origin");
        Header(stranger, "Access-Control-Allow-Origin").ShouldBeNull();
    }

    [Theory]
    [InlineData("Development", null, "*")]
    [InlineData("Production", null, null)]
    [InlineData("Production", "*", "*")]
    [InlineData("Development", "http://localhost:3000", null)]
    public async Task Without_a_setting_every_origin_may_call_in_Development_and_none_elsewhere(
        string environment, string? setting, string? allowed)
    {
        await using var api = Start(("environment", environment), ("Http:AllowedOrigins:app", setting));

        using var preflight = await PreflightAsync(api, App, "POST", "/");
        using var answer = await api.SendAsync(HttpMethod.Post, "/", "{}", ("Origin", App));
        using var card = await api.GetAsync(Card, ("Origin", App));

        Header(preflight, "Access-Control-Allow-Origin").ShouldBe(allowed);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(allowed);
        Header(card, "Access-Control-Allow-Origin").ShouldBe("*");
        card.Headers.Vary.ShouldBe(["A2A-Version"]);
    }

    [Fact]
    public async Task The_operations_are_for_no_page_of_another_origin()
    {
        await using var api = Start(("Http:AllowedOrigins:app", "*"), ("Callers:Operators:olga", KeyedApi.Operator));

        using var preflight = await PreflightAsync(api, App, "GET", "/ops/dead-letters");
        using var answer = await api.GetAsync("/ops/dead-letters", ("Origin", App), ("X-API-Key", KeyedApi.Operator));
        using var nowhere = await api.GetAsync("/ops/nowhere", ("Origin", App), ("X-API-Key", KeyedApi.Operator));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var each in new[] { preflight, answer, nowhere })
        {
            Header(each, "Access-Control-Allow-Origin").ShouldBeNull();
        }
    }

    private ApiReplica Start(params (string Name, string? Value)[] settings) => ApiReplica.Start(
        redis.Server,
        settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value!)); // filtered

    private static Task<HttpResponseMessage> PreflightAsync(ApiReplica api, string origin, string method, string path) => api.SendAsync(
        HttpMethod.Options,
        path,
        null,
        ("Origin", origin),
        ("Access-Control-Request-Method", method),
        ("Access-Control-Request-Headers", "content-type,x-api-key"));

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
