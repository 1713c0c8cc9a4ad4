using A2A.Server.Push;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Operations;

/// <summary>What each operation asks for and answers.</summary>
public sealed class OpsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string TaskOfAlice = "01a1fd41-d2e7-7122-8cef-01bfff9efe0a";

    [Fact]
    public async Task Dead_letters_are_listed_with_all_that_is_known_of_them()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "07-1719412345678-0");

        var (status, body, _) = await ops.SendAsync("GET", "/ops/dead-letters", KeyedApi.Operator);

        status.ShouldBe(200);
        body.ShouldNotBeNull().ToJsonString().ShouldBe(
            """
            {"deadLetters":[{"id":"07-1719412345678-0","deliveryId":"task_config_1","taskId":"task","configId":"config","owner":"alice","sequence":1,"reason":"HTTP 500","attempts":10,"buriedAt":"2026-01-31T12:00:00.250Z"}]}
            """);
    }

    [Theory]
    [InlineData(KeyedApi.Operator, "", "list   100")]
    [InlineData(KeyedApi.Operator, "?owner=bob", "list bob  100")]
    [InlineData(KeyedApi.Alice, "", "list alice  100")]
    [InlineData(KeyedApi.Alice, "?owner=alice", "list alice  100")]
    [InlineData(KeyedApi.Alice, "?limit=7&after=03-1-2&since=2026-01-31T13:00:00%2B01:00", "list alice 2026-01-31T12:00:00.0000000+00:00 03-1-2 7")]
    public async Task An_operator_sees_all_or_one_owner_and_a_caller_his_own(string key, string query, string asked)
    {
        await using var ops = OpsApi.Start(redis.Server);

        (await ops.SendAsync("GET", $"/ops/dead-letters{query}", key)).Status.ShouldBe(200);

        ops.Deliveries.Calls.Select(Squeeze).ShouldBe([Squeeze(asked)]);
    }

    [Fact]
    public async Task A_page_says_where_the_next_one_begins()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "00-1-0");
        ops.Deliveries.Bury("alice", "00-2-0");

        var (_, body, _) = await ops.SendAsync("GET", "/ops/dead-letters?limit=1", KeyedApi.Alice);

        ((string?)body.ShouldNotBeNull()["next"]).ShouldBe("00-1-0");
        body["deadLetters"].ShouldNotBeNull().AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData((int)ReplayOutcome.Due, 204, null)]
    [InlineData((int)ReplayOutcome.Gone, 409, "DELIVERY_GONE")]
    [InlineData((int)ReplayOutcome.Ended, 409, "SUBSCRIPTION_ENDED")]
    [InlineData((int)ReplayOutcome.NotFound, 404, "NOT_FOUND")]
    public async Task A_replay_tells_what_became_of_it(int outcome, int expected, string? reason)
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "00-1-0", (ReplayOutcome)outcome);

        var (status, body, _) = await ops.SendAsync("POST", "/ops/dead-letters/00-1-0/replay", KeyedApi.Alice);

        status.ShouldBe(expected);
        ((string?)body?["reason"]).ShouldBe(reason);
    }

    [Fact]
    public async Task All_are_replayed_and_counted()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "00-1-0");
        ops.Deliveries.Bury("bob", "00-2-0", ReplayOutcome.Gone);

        var (_, all, _) = await ops.SendAsync("POST", "/ops/dead-letters/replay", KeyedApi.Operator);
        var (_, own, _) = await ops.SendAsync("POST", "/ops/dead-letters/replay?since=2026-01-31T12:00:00Z", KeyedApi.Alice);

        all.ShouldNotBeNull().ToJsonString().ShouldBe("""{"due":1,"left":1}""");
        own.ShouldNotBeNull().ToJsonString().ShouldBe("""{"due":1,"left":0}""");
        ops.Deliveries.Calls.Last().ShouldBe("replay-all alice 2026-01-31T12:00:00.0000000+00:00");
    }

    [Fact]
    public async Task What_is_purged_is_said_first()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "00-1-0");
        ops.Deliveries.Bury("alice", "00-2-0");

        var (nothingSaid, problem, _) = await ops.SendAsync("DELETE", "/ops/dead-letters", KeyedApi.Operator);
        var (both, _, _) = await ops.SendAsync("DELETE", "/ops/dead-letters?all=true&before=2026-01-31T12:01:00Z", KeyedApi.Operator);
        var (_, old, _) = await ops.SendAsync("DELETE", "/ops/dead-letters?before=2026-01-31T12:01:00Z", KeyedApi.Operator);
        var (_, rest, _) = await ops.SendAsync("DELETE", "/ops/dead-letters?all=true", KeyedApi.Operator);

        (nothingSaid, both).ShouldBe((400, 400));
        ((string?)problem?["field"]).ShouldBe("before");
        ((long?)old?["purged"], (long?)rest?["purged"]).ShouldBe((1, 1));
    }

    [Fact]
    public async Task One_is_purged_once()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Bury("alice", "00-1-0");

        (await ops.SendAsync("DELETE", "/ops/dead-letters/00-1-0", KeyedApi.Alice)).Status.ShouldBe(204);
        (await ops.SendAsync("DELETE", "/ops/dead-letters/00-1-0", KeyedApi.Alice)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task One_answer_tells_an_operator_what_there_is_now()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Tasks[TaskOfAlice] = "alice";
        ops.Deliveries.Bury("alice", "00-1-0");
        ops.Deliveries.Open.Add("receiver.example:443");

        var (status, body, _) = await ops.SendAsync("GET", "/ops/overview?state=working", KeyedApi.Operator);

        status.ShouldBe(200);
        body.ShouldNotBeNull().ToJsonString().ShouldBe(
            """
            {"states":{"submitted":0,"working":1,"completed":0,"failed":0,"canceled":0,"input-required":0,"rejected":0,"auth-required":0},"work":{"due":2,"later":1,"oldestSeconds":1.5},"deliveries":{"due":0,"later":4},"deadLetters":1,"endpoints":[{"endpoint":"receiver.example:443","owner":"somebody","failures":5,"openUntil":"2026-01-31T12:00:00.250Z"}],"tasks":[{"id":"01a1fd41-d2e7-7122-8cef-01bfff9efe0a","owner":"alice","agent":"long-running","contextId":"context","state":"working","text":"Step 1/2 (50% complete)","updatedAt":"2026-01-31T12:00:00.250Z","events":2,"traceId":"0af7651916cd43dd8448eb211c80319c"}]}
            """);
        ops.Deliveries.Calls.ShouldContain("tasks Working  50");
    }

    [Fact]
    public async Task Tasks_of_all_callers_are_listed_page_by_page()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Tasks[TaskOfAlice] = "alice";
        ops.Deliveries.Tasks["01a1fd41-d2e7-7122-8cef-01bfff9efe0b"] = "bob";

        var (_, first, _) = await ops.SendAsync("GET", "/ops/tasks?limit=1", KeyedApi.Operator);
        var next = ((string?)first.ShouldNotBeNull()["next"]).ShouldNotBeNull();
        await ops.SendAsync("GET", $"/ops/tasks?olderThan={next}&state=input-required", KeyedApi.Operator);

        ((string?)first["tasks"]?[0]?["owner"]).ShouldBe("alice");
        next.ShouldBe($"1769860800250-{TaskOfAlice}");
        ops.Deliveries.Calls.ShouldBe(["tasks   1", $"tasks InputRequired {next} 100"]);
    }

    [Fact]
    public async Task A_task_is_told_with_its_events_and_a_long_one_without_its_json()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Tasks[TaskOfAlice] = "alice";

        var (_, body, _) = await ops.SendAsync("GET", $"/ops/tasks/{TaskOfAlice}", KeyedApi.Alice);

        var details = body.ShouldNotBeNull().AsObject();
        ((string?)details["task"]?["id"], (int?)details["attempt"], (bool?)details["held"]).ShouldBe((TaskOfAlice, 2, true));
        var events = details["events"].ShouldNotBeNull().AsArray();
        events.Select(change => ((string?)change?["kind"], (string?)change?["state"], change?["json"] is null)).ShouldBe(
            [("status", "working", false), ("artifact", null, true)]);
        ((string?)events[1]?["text"]).ShouldBe(new string('x', 256) + "…");
        ops.Deliveries.Calls.ShouldBe([$"task alice {TaskOfAlice} 100"]);
    }

    [Fact]
    public async Task Attempts_and_subscriptions_of_a_task_are_listed()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Tasks[TaskOfAlice] = "alice";

        var (_, attempts, _) = await ops.SendAsync("GET", $"/ops/tasks/{TaskOfAlice}/attempts", KeyedApi.Alice);
        var (_, subscriptions, _) = await ops.SendAsync("GET", $"/ops/tasks/{TaskOfAlice}/subscriptions", KeyedApi.Operator);

        attempts.ShouldNotBeNull().ToJsonString().ShouldBe(
            """
            {"attempts":[{"at":"2026-01-31T12:00:00.250Z","deliveryId":"d1","attempt":1,"endpoint":"receiver.example:443","durationMilliseconds":12.5,"verdict":"try-again","reason":"timed out"}]}
            """);
        subscriptions.ShouldNotBeNull().ToJsonString().ShouldBe(
            """{"subscriptions":[{"configId":"c","state":"failing","failedAttempts":2,"reason":"HTTP 500","dueAt":"2026-01-31T12:00:00.250Z"}]}""");
    }

    [Fact]
    public async Task An_operator_closes_a_circuit_by_host_and_port()
    {
        await using var ops = OpsApi.Start(redis.Server);
        ops.Deliveries.Open.Add("[::1]:9000");

        var (_, list, _) = await ops.SendAsync("GET", "/ops/endpoints", KeyedApi.Operator);
        var first = await ops.SendAsync("POST", "/ops/endpoints/[::1]:9000/close", KeyedApi.Operator);
        var second = await ops.SendAsync("POST", "/ops/endpoints/[::1]:9000/close", KeyedApi.Operator);

        list.ShouldNotBeNull().ToJsonString().ShouldBe("""{"endpoints":[{"endpoint":"[::1]:9000","owner":"somebody","failures":5,"openUntil":"2026-01-31T12:00:00.250Z"}]}""");
        (first.Status, second.Status).ShouldBe((204, 404));
    }

    [Fact]
    public async Task Keys_are_listed_rotated_and_revoked_and_their_private_part_is_nowhere()
    {
        await using var ops = OpsApi.Start(redis.Server);

        var rotated = await ops.SendAsync("POST", "/ops/keys/rotate", KeyedApi.Operator);
        var again = await ops.SendAsync("POST", "/ops/keys/rotate", KeyedApi.Operator);
        var next = ((string?)rotated.Body?["kid"]).ShouldNotBeNull();
        var (_, list, _) = await ops.SendAsync("GET", "/ops/keys", KeyedApi.Operator);
        var revoked = await ops.SendAsync("POST", $"/ops/keys/{next}/revoke", KeyedApi.Operator);
        var gone = await ops.SendAsync("POST", $"/ops/keys/{next}/revoke", KeyedApi.Operator);

        ((string?)again.Body?["kid"]).ShouldBe(next);
        var keys = list.ShouldNotBeNull()["keys"].ShouldNotBeNull().AsArray();
        keys.Select(key => (string?)key?["state"]).ShouldBe(["current", "next"]);
        keys.SelectMany(key => key!.AsObject().Select(member => member.Key)).Distinct().ShouldBeSubsetOf(["kid", "state", "created", "signsFrom", "publishedUntil"]);
        (revoked.Status, gone.Status).ShouldBe((204, 404));
    }

    private static string Squeeze(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
