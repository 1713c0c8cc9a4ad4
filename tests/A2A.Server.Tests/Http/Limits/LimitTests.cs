using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Server.Http.Limits;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http.Limits;

public sealed class LimitTests(RedisFixture redis, LimitTests.LimitedApi limited) : IClassFixture<RedisFixture>, IClassFixture<LimitTests.LimitedApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EachTongue]
    public async Task Who_asks_too_much_is_told_in_its_own_words_when_to_come_again(Tongue tongue)
    {
        Told? refused = null;
        await Eventually.TrueAsync(async () =>
        {
            // Several at once: a slow machine would otherwise get tokens as fast as it asks.
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => limited.GetAsync(tongue, "none")));
            return (refused = answers.FirstOrDefault(answer => answer.Status == 429)) is not null;
        });

        refused!.Message.ShouldContain("too many requests"); // the wait has ended
        ((string?)refused.Error!["status"]).ShouldBe(tongue.TellsStatus() ? "RESOURCE_EXHAUSTED" : null);
        if (tongue.IsV1())
        {
            ((string?)refused.Details[0]?["reason"]).ShouldBe("TOO_MANY_REQUESTS");
        }

        var pause = tongue == Tongue.V1Grpc
            ? TimeSpan.FromSeconds(double.Parse(RetryInfoOf(refused).TrimEnd('s'), CultureInfo.InvariantCulture))
            : refused.Response.Headers.RetryAfter?.Delta;
        pause.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));

        // "1s"
        static string RetryInfoOf(Told told) => (string)told.Details
            .Single(detail => (string?)detail!["@type"] == "type.googleapis.com/google.rpc.RetryInfo")!["retryDelay"]!;
    }

    [Fact]
    public async Task Who_asks_too_much_hinders_nobody_else_and_all_may_read_cards_and_health()
    {
        await using var api = ApiReplica.Start(redis.Server, new()
        {
            ["Limits:RequestsPerSecond"] = "1",
            ["Limits:Burst"] = "3",
            ["Callers:ApiKeys:alice"] = KeyedApi.Alice,
            ["Callers:ApiKeys:bob"] = KeyedApi.Bob,
        });
        (await UntilRefusedAsync(api, "/tasks/none", ("X-API-Key", KeyedApi.Alice))).Dispose();

        using var bob = await api.GetAsync("/tasks/none", ("X-API-Key", KeyedApi.Bob));

        bob.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var path in (string[])["/", "/health", "/.well-known/agent-card.json", "/.well-known/jwks.json"])
        {
            for (var i = 0; i < 5; i++)
            {
                using var open = await api.GetAsync(path);
                open.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            }
        }
    }

    [Fact]
    public async Task Guessing_keys_is_limited()
    {
        await using var api = ApiReplica.Start(redis.Server, new()
        {
            ["Limits:RequestsPerSecond"] = "1",
            ["Limits:Burst"] = "3",
            ["Callers:ApiKeys:alice"] = KeyedApi.Alice,
        });

        using var refused = await UntilRefusedAsync(api, "/tasks", ("X-API-Key", "a-guess-of-a-key-0001"));

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_caller_has_so_many_streams_open_and_may_open_another_when_one_ends()
    {
        var gate = new GatedAgent();
        await using var api = ApiReplica.Start(redis.Server, new() { ["Limits:OpenStreamsPerCaller"] = "2" }, gate);
        var first = await StreamAsync(api);
        using var second = await StreamAsync(api);

        using var third = await StreamAsync(api);
        first.Dispose(); // the client hangs up
        await Eventually.TrueAsync(
            async () =>
            {
                using var again = await StreamAsync(api);
                return again.StatusCode == HttpStatusCode.OK;
            },
            "a place for another stream");

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        third.Headers.RetryAfter.ShouldNotBeNull();
        var refusal = (await third.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
        ((string?)refusal["id"]).ShouldBe("r1");
        ((string?)refusal["error"]?["message"]).ShouldNotBeNull().ShouldContain("streams");
        gate.Open();
    }

    [Fact]
    public async Task A_message_whose_stream_is_refused_is_no_task()
    {
        var gate = new GatedAgent();
        await using var api = ApiReplica.Start(redis.Server, new()
        {
            ["Limits:OpenStreamsPerCaller"] = "1",
            ["Callers:ApiKeys:bob"] = KeyedApi.Bob,
        }, gate);
        using var first = await StreamAsync(api, KeyedApi.Bob);
        (await StreamAsync(api, KeyedApi.Bob)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        var tasks = await api.GetAsync("/agents/gated/tasks", ("X-API-Key", KeyedApi.Bob), ("A2A-Version", "1.0"));

        ((int?)(await tasks.Content.ReadFromJsonAsync<JsonNode>(Token))?["totalSize"]).ShouldBe(1);
        gate.Open();
    }

    [Fact]
    public async Task A_caller_waits_for_so_many_results_and_a_send_that_is_refused_is_no_task()
    {
        var gate = new GatedAgent();
        await using var api = ApiReplica.Start(redis.Server, new()
        {
            ["Limits:WaitingSendsPerCaller"] = "1",
            ["Callers:ApiKeys:carol"] = KeyedApi.Alice, // names of this test's own: tasks belong to them
            ["Callers:ApiKeys:dave"] = KeyedApi.Bob,
        }, gate);
        var first = SendAsync(api, KeyedApi.Alice);
        await Eventually.TrueAsync(async () => await TasksAsync(api, KeyedApi.Alice) == 1, "the first task");

        using var second = await SendAsync(api, KeyedApi.Alice);
        var others = SendAsync(api, KeyedApi.Bob);
        await Eventually.TrueAsync(async () => await TasksAsync(api, KeyedApi.Bob) == 1, "the task of another caller");

        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        ((string?)(await second.Content.ReadFromJsonAsync<JsonNode>(Token))?["error"]?["message"]).ShouldNotBeNull().ShouldContain("wait for their results");
        (await TasksAsync(api, KeyedApi.Alice)).ShouldBe(1);
        gate.Open();
        (await first).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await others).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var next = await SendAsync(api, KeyedApi.Alice);
        next.StatusCode.ShouldBe(HttpStatusCode.OK);

        static Task<HttpResponseMessage> SendAsync(ApiReplica api, string key) =>
            api.SendAsync(HttpMethod.Post, "/agents/gated", ApiServer.Request("message/send", ApiServer.Say("wait")), [("X-API-Key", key)]);

        static async Task<int?> TasksAsync(ApiReplica api, string key)
        {
            using var list = await api.GetAsync("/agents/gated/tasks", ("X-API-Key", key), ("A2A-Version", "1.0"));
            return (int?)(await list.Content.ReadFromJsonAsync<JsonNode>(Token))?["totalSize"];
        }
    }

    [Fact]
    public void A_place_is_given_back_once()
    {
        var slots = new CallerSlots(most: 1);
        var lease = slots.TryTake("alice").ShouldNotBeNull();
        slots.TryTake("alice").ShouldBeNull();
        slots.TryTake("bob").ShouldNotBeNull();

        lease.Dispose();
        var again = slots.TryTake("alice");
        lease.Dispose();

        again.ShouldNotBeNull();
        slots.TryTake("alice").ShouldBeNull();
    }

    [Theory]
    [InlineData("Limits:RequestsPerSecond", "0")]
    [InlineData("Limits:Burst", "1999")]
    [InlineData("Limits:OpenStreamsPerCaller", "0")]
    [InlineData("Limits:WaitingSendsPerCaller", "0")]
    [InlineData("Cards:MaxAge", "-00:00:01")]
    [InlineData("Callers:ApiKeys:alice", "short")]
    public void Settings_that_make_no_sense_stop_the_start(string name, string value) =>
        Should.Throw<OptionsValidationException>(() => ApiReplica.Start(redis.Server, new() { [name] = value }))
            .Message.ShouldContain(name.Split(':')[1]);

    private static async Task<HttpResponseMessage> UntilRefusedAsync(
        ApiReplica api, string path, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage? refused = null;
        await Eventually.TrueAsync(async () =>
        {
            // Several at once: a slow machine would otherwise get tokens as fast as it asks.
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.GetAsync(path, headers)));
            refused = answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
            return refused is not null;
        });
        return refused!; // the wait has ended
    }

    private static Task<HttpResponseMessage> StreamAsync(ApiReplica api, string? key = null) => api.SendAsync(
        HttpMethod.Post, "/agents/gated", ApiServer.Request("message/stream", ApiServer.Say("wait")), key is null ? [] : [("X-API-Key", key)]);

    /// <summary>Allows a caller three requests at once, and one a second.</summary>
    public sealed class LimitedApi : ApiServer
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Limits:RequestsPerSecond", "1");
            builder.UseSetting("Limits:Burst", "3");
        }
    }
}
