using System.Text.RegularExpressions;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Operations;

/// <summary>Who may not, what cannot be, and how that is said.</summary>
public sealed partial class OpsRefusalTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    public static TheoryData<string, string, bool> Routes =>
        new(OpsRoute.All.Select(route => (route.Method, Parameter().Replace(route.Path, "00-1-0"), route.IsForOperators)));

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Every_operation_needs_a_caller_and_some_an_operator(string method, string path, bool isForOperators)
    {
        await using var ops = OpsApi.Start(redis.Server);

        var nobody = await ops.SendAsync(method, path, null);
        var alice = await ops.SendAsync(method, path, KeyedApi.Alice);
        var olga = await ops.SendAsync(method, path, KeyedApi.Operator);

        nobody.Status.ShouldBe(401);
        nobody.Response.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("ApiKey");
        ((string?)nobody.Body?["reason"]).ShouldBe("UNAUTHENTICATED");
        (alice.Status == 403).ShouldBe(isForOperators);
        olga.Status.ShouldNotBeOneOf(401, 403);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("any-key-that-there-is-not")]
    public async Task Where_nobody_is_configured_the_operations_say_what_to_set(string? key)
    {
        await using var ops = OpsApi.Start(redis.Server, []);

        var (status, body, response) = await ops.SendAsync("GET", "/ops/dead-letters", key);

        status.ShouldBe(401);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        ((string?)body?["detail"]).ShouldNotBeNull().ShouldContain("Callers:Operators:<name>");
    }

    [Fact]
    public async Task Operators_alone_leave_the_agents_open_to_everybody()
    {
        await using var ops = OpsApi.Start(redis.Server, new() { ["Callers:Operators:olga"] = KeyedApi.Operator });

        var card = await ops.SendAsync("GET", "/.well-known/agent-card.json", null);

        (await ops.SendAsync("GET", "/v1/tasks", null)).Status.ShouldBe(200);
        card.Body.ShouldNotBeNull()["securitySchemes"].ShouldBeNull();
        (await ops.SendAsync("GET", "/ops/dead-letters", null)).Status.ShouldBe(401);
        (await ops.SendAsync("GET", "/ops/dead-letters", KeyedApi.Operator)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("GET", "/ops/dead-letters?limit=0", "limit")]
    [InlineData("GET", "/ops/dead-letters?limit=1001", "limit")]
    [InlineData("GET", "/ops/dead-letters?limit=ten", "limit")]
    [InlineData("GET", "/ops/dead-letters?since=yesterday", "since")]
    [InlineData("GET", "/ops/dead-letters?since=2026-01-31T12:00:00", "since")]
    [InlineData("GET", "/ops/dead-letters?since=2026-01-31", "since")]
    [InlineData("GET", "/ops/dead-letters?since=2026-01-31T12:00:00.Z", "since")]
    [InlineData("GET", "/ops/dead-letters?since=2026-01-31T12:00:00Z&since=2026-01-31T12:00:00Z", "since")]
    [InlineData("GET", "/ops/dead-letters?after=1", "after")]
    [InlineData("GET", "/ops/dead-letters?owner=bob", "owner")]
    [InlineData("POST", "/ops/dead-letters/replay?sinc=2026-01-31T12:00:00Z", "sinc")]
    [InlineData("DELETE", "/ops/dead-letters?all=yes", "all")]
    [InlineData("DELETE", "/ops/dead-letters?befor=2026-01-31T12:00:00Z", "befor")]
    [InlineData("DELETE", "/ops/dead-letters/00-1-0?all=true", "all")]
    public Task A_wrong_parameter_is_named_with_its_remedy_and_nothing_is_done(string method, string path, string field) =>
        IsRefusedAsync(method, path, field, KeyedApi.Alice);

    [Theory]
    [InlineData("/ops/overview?state=done", "state")]
    [InlineData("/ops/overview?state=unspecified", "state")]
    [InlineData("/ops/tasks?state=WORKING", "state")]
    [InlineData("/ops/tasks?olderThan=00-1-0", "olderThan")]
    [InlineData("/ops/tasks?limit=1001", "limit")]
    public Task So_is_one_of_an_operation_for_operators(string path, string field) =>
        IsRefusedAsync("GET", path, field, KeyedApi.Operator);

    private async Task IsRefusedAsync(string method, string path, string field, string key)
    {
        await using var ops = OpsApi.Start(redis.Server);

        var (status, body, response) = await ops.SendAsync(method, path, key);

        status.ShouldBe(400);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        ((string?)body?["title"], (int?)body?["status"], (string?)body?["reason"], (string?)body?["field"]).ShouldBe(("Bad Request", 400, "INVALID_PARAMS", field));
        ((string?)body?["detail"]).ShouldNotBeNull().ShouldStartWith(field);
        ops.Deliveries.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "/ops")]
    [InlineData("GET", "/ops/nothing")]
    [InlineData("GET", "/ops/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0a/events")]
    [InlineData("PUT", "/ops/dead-letters")]
    [InlineData("POST", "/OPS/dead-letters/a/b/c")]
    public async Task An_operation_that_there_is_not_is_for_nobody(string method, string path)
    {
        await using var ops = OpsApi.Start(redis.Server);

        var nobody = await ops.SendAsync(method, path, null);
        var (status, body, response) = await ops.SendAsync(method, path, KeyedApi.Operator);

        nobody.Status.ShouldBe(401);
        status.ShouldBe(404);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        ((string?)body?["detail"]).ShouldNotBeNull().ShouldContain("/openapi/ops.json");
    }

    /// <summary>Those whose storage a test can take away without Redis.</summary>
    public static TheoryData<string, string, bool> StoredRoutes => new(OpsRoute.All
        .Where(route => !route.Path.StartsWith("/ops/keys", StringComparison.Ordinal))
        .Select(route => (route.Method, Parameter().Replace(route.Path, "00-1-0"), route.IsForOperators)));

    [Theory]
    [MemberData(nameof(StoredRoutes))]
    public async Task While_the_storage_is_away_every_operation_says_when_to_come_again(string method, string path, bool isForOperators)
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.IsAway = true;
        path = path.Replace("/tasks/00-1-0", "/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0a", StringComparison.Ordinal);

        var (status, body, response) = await ops.SendAsync(
            method, method == "DELETE" && path.EndsWith("letters", StringComparison.Ordinal) ? $"{path}?all=true" : path, KeyedApi.Operator);

        isForOperators.ShouldBe(path.Contains("endpoints", StringComparison.Ordinal) || path is "/ops/overview" or "/ops/tasks");
        status.ShouldBe(503);
        response.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        ((string?)body?["reason"]).ShouldBe("UNAVAILABLE");
    }

    [Fact]
    public async Task Operations_count_for_the_callers_limit()
    {
        await using var ops = OpsApi.Start(redis.Server, new()
        {
            ["Callers:Operators:olga"] = KeyedApi.Operator,
            ["Limits:RequestsPerSecond"] = "1",
            ["Limits:Burst"] = "3",
        });
        (int Status, System.Text.Json.Nodes.JsonNode? Body, HttpResponseMessage Response) refused = default;

        await Eventually.TrueAsync(async () =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ops.SendAsync("GET", "/ops/dead-letters", KeyedApi.Operator)));
            refused = answers.FirstOrDefault(answer => answer.Status == 429);
            return refused.Status == 429;
        });

        refused.Response.ShouldNotBeNull().Headers.RetryAfter.ShouldNotBeNull();
        ((string?)refused.Body?["reason"]).ShouldBe("TOO_MANY_REQUESTS");
    }

    [Fact]
    public async Task What_is_anothers_and_what_is_absent_are_the_same_answer()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "00-1-0");
        ops.Deliveries.Tasks["01a1fd41-d2e7-7122-8cef-01bfff9efe0a"] = "alice";
        (string Method, string Foreign, string Absent)[] pairs =
        [
            ("POST", "/ops/dead-letters/00-1-0/replay", "/ops/dead-letters/00-2-0/replay"),
            ("DELETE", "/ops/dead-letters/00-1-0", "/ops/dead-letters/00-2-0"),
            ("GET", "/ops/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0a", "/ops/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0b"),
            ("GET", "/ops/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0a/attempts", "/ops/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0b/attempts"),
            ("GET", "/ops/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0a/subscriptions", "/ops/tasks/01a1fd41-d2e7-7122-8cef-01bfff9efe0b/subscriptions"),
        ];

        foreach (var (method, foreign, absent) in pairs)
        {
            var (first, second) = (await ops.SendAsync(method, foreign, KeyedApi.Bob), await ops.SendAsync(method, absent, KeyedApi.Bob));

            first.Status.ShouldBe(404);
            second.Status.ShouldBe(404);
            first.Body!.ToJsonString().Replace("00-1-0", "00-2-0", StringComparison.Ordinal).Replace("efe0a", "efe0b", StringComparison.Ordinal)
                .ShouldBe(second.Body!.ToJsonString()); // a refusal has a body
        }

        ops.Deliveries.Letters.Count.ShouldBe(1);
    }

    [GeneratedRegex(@"\{\w+}")]
    private static partial Regex Parameter();
}
