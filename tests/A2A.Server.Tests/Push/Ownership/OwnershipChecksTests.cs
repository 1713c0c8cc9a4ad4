using System.Collections.Concurrent;
using System.Net;
using A2A.Server.Push;
using A2A.Server.Push.Ownership;
using A2A.Server.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push.Ownership;

public sealed class OwnershipChecksTests
{
    private readonly PushOptions _options = new() { Challenge = ChallengePolicy.Echo, Issuer = "https://agents.example.com" };
    private readonly Yeses _yeses = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_that_echoes_the_challenge_wants_webhooks_and_is_asked_once()
    {
        await using var endpoint = await Endpoint.StartAsync((received, http) => http.Response.WriteAsync(Echo(http)));
        using var one = Replica();
        using var two = Replica();

        (await CheckAsync(one, endpoint.Url)).ShouldBeOfType<ChallengeOutcome.Wanted>();
        (await CheckAsync(one, endpoint.Url + "/other")).ShouldBeOfType<ChallengeOutcome.Wanted>();
        (await CheckAsync(two, endpoint.Url)).ShouldBeOfType<ChallengeOutcome.Wanted>();

        endpoint.All.ShouldHaveSingleItem().Path.ShouldStartWith("/hook/validate?challenge=");
        _yeses.Keep.ShouldBe(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(404, "{}", "answered its /validate with HTTP 404 instead of 200")]
    [InlineData(204, "", "answered its /validate with HTTP 204 instead of 200")]
    [InlineData(302, "", "answered its /validate with HTTP 302 instead of 200")]
    [InlineData(200, "", "JSON that holds the challenge")]
    [InlineData(200, "ECHO", "JSON that holds the challenge")]
    [InlineData(200, "\"ECHO\"", "JSON that holds the challenge")]
    [InlineData(200, "{\"challenge\":\"another\"}", "JSON that holds the challenge")]
    [InlineData(200, "{\"challenge\":[\"ECHO\"]}", "JSON that holds the challenge")]
    [InlineData(200, "{\"Challenge\":\"ECHO\"}", "JSON that holds the challenge")]
    [InlineData(200, "{\"challenge\":\"ECHO\"", "JSON that holds the challenge")]
    [InlineData(200, "{\"challenge\":\"ECHO\",\"pad\":\"PAD\"}", "more than 4096 bytes")]
    public async Task Any_other_answer_is_a_no_with_its_reason(int status, string body, string reason)
    {
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/elsewhere";
            return status is 204 or 302 ? Task.CompletedTask : http.Response.WriteAsync(
                body.Replace("ECHO", http.Request.Query["challenge"], StringComparison.Ordinal).Replace("PAD", new string('p', 4096), StringComparison.Ordinal));
        });
        using var replica = Replica();

        var no = (await CheckAsync(replica, endpoint.Url)).ShouldBeOfType<ChallengeOutcome.NotWanted>();

        no.Reason.ShouldStartWith("is not confirmed by its owner, who ");
        no.Reason.ShouldContain(reason);
        endpoint.All.ShouldHaveSingleItem();
        _yeses.Known.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("agents.example.com", true)]
    [InlineData("AGENTS.example.com", true)]
    [InlineData("*", true)]
    [InlineData("other.example.com", false)]
    [InlineData("https://agents.example.com", false)]
    [InlineData("", false)]
    public async Task As_cloud_events_have_it_the_owner_names_who_may_send(string allowed, bool wanted)
    {
        _options.Challenge = ChallengePolicy.CloudEvents;
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            http.Response.Headers["WebHook-Allowed-Origin"] = allowed;
            http.Response.Headers["WebHook-Allowed-Rate"] = "120";
            http.Response.StatusCode = http.Request.Method == "OPTIONS" ? 200 : 500;
            return Task.CompletedTask;
        });
        using var replica = Replica();

        var outcome = await CheckAsync(replica, endpoint.Url + "?key=value");

        (outcome is ChallengeOutcome.Wanted).ShouldBe(wanted);
        var asked = endpoint.All.ShouldHaveSingleItem();
        asked.Path.ShouldBe("/hook?key=value");
        asked.Header("WebHook-Request-Origin").ShouldBe("agents.example.com");
    }

    [Fact]
    public async Task As_cloud_events_have_it_an_error_is_a_no_whatever_it_allows()
    {
        _options.Challenge = ChallengePolicy.CloudEvents;
        await using var endpoint = await Endpoint.StartAsync((_, http) =>
        {
            http.Response.Headers["WebHook-Allowed-Origin"] = "*";
            http.Response.StatusCode = 405;
            return Task.CompletedTask;
        });
        using var replica = Replica();

        (await CheckAsync(replica, endpoint.Url)).ShouldBeOfType<ChallengeOutcome.NotWanted>().Reason.ShouldContain("OPTIONS with HTTP 405");
    }

    [Fact]
    public async Task The_policy_is_the_agents_where_it_has_one()
    {
        await using var endpoint = await Endpoint.StartAsync(404);
        _options.Agents["trusting"] = new AgentPushOptions { Challenge = ChallengePolicy.Off };
        using var replica = Replica();

        (await CheckAsync(replica, endpoint.Url, "trusting")).ShouldBeOfType<ChallengeOutcome.Wanted>();
        endpoint.All.ShouldBeEmpty();
        (await CheckAsync(replica, endpoint.Url)).ShouldBeOfType<ChallengeOutcome.NotWanted>();
    }

    [Fact]
    public async Task Many_who_ask_at_the_same_time_share_one_question()
    {
        var open = new TaskCompletionSource();
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            await open.Task;
            await http.Response.WriteAsync(Echo(http));
        });
        using var replica = Replica();

        var checks = Enumerable.Range(0, 200).Select(number => CheckAsync(replica, $"{endpoint.Url}/{number}")).ToList();
        open.SetResult();

        (await Task.WhenAll(checks)).ShouldAllBe(outcome => outcome is ChallengeOutcome.Wanted);
        endpoint.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_no_to_one_path_is_none_to_another()
    {
        var open = new TaskCompletionSource();
        await using var endpoint = await Endpoint.StartAsync(async (received, http) =>
        {
            await open.Task;
            http.Response.StatusCode = received.Path.StartsWith("/hook/bad/", StringComparison.Ordinal) ? 404 : 200;
            await http.Response.WriteAsync(Echo(http));
        });
        using var replica = Replica();

        var bad = CheckAsync(replica, endpoint.Url + "/bad");
        var good = CheckAsync(replica, endpoint.Url + "/good");
        open.SetResult();

        (await bad).ShouldBeOfType<ChallengeOutcome.NotWanted>();
        (await good).ShouldBeOfType<ChallengeOutcome.Wanted>();
    }

    [Fact]
    public async Task A_no_is_not_asked_for_again_at_once()
    {
        await using var endpoint = await Endpoint.StartAsync(404);
        using var replica = Replica();

        var first = await CheckAsync(replica, endpoint.Url);
        var second = await CheckAsync(replica, endpoint.Url);

        second.ShouldBe(first);
        endpoint.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Only_so_many_are_asked_at_a_time()
    {
        var open = new TaskCompletionSource();
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            await open.Task;
            await http.Response.WriteAsync(Echo(http));
        });
        using var replica = Replica();
        var port = new Uri(endpoint.Url).Port;

        var checks = Enumerable.Range(0, OwnershipChecks.MostAtATime)
            .Select(number => CheckAsync(replica, $"http://h{number}.example:{port}/hook", owner: $"owner {number}")).ToList();

        (await CheckAsync(replica, $"http://one-more.example:{port}/hook")).ShouldBeOfType<ChallengeOutcome.Busy>();
        open.SetResult();
        (await Task.WhenAll(checks)).ShouldAllBe(outcome => outcome is ChallengeOutcome.Wanted);
        (await CheckAsync(replica, $"http://one-more.example:{port}/hook")).ShouldBeOfType<ChallengeOutcome.Wanted>();
    }

    [Fact]
    public async Task One_callers_questions_keep_no_other_caller_from_asking()
    {
        var open = new TaskCompletionSource();
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            await open.Task;
            await http.Response.WriteAsync(Echo(http));
        });
        using var replica = Replica();
        var port = new Uri(endpoint.Url).Port;

        var many = Enumerable.Range(0, OwnershipChecks.MostOfCaller).Select(number => CheckAsync(replica, $"http://h{number}.example:{port}/hook")).ToList();

        (await CheckAsync(replica, $"http://one-more.example:{port}/hook")).ShouldBeOfType<ChallengeOutcome.Busy>();
        var other = CheckAsync(replica, $"http://other.example:{port}/hook", owner: "other");
        open.SetResult();
        (await other).ShouldBeOfType<ChallengeOutcome.Wanted>();
        (await Task.WhenAll(many)).ShouldAllBe(outcome => outcome is ChallengeOutcome.Wanted);
    }

    [Fact]
    public async Task An_origin_that_says_no_is_asked_only_so_often()
    {
        await using var endpoint = await Endpoint.StartAsync(404);
        using var replica = Replica();

        var outcomes = new List<ChallengeOutcome>();
        for (var number = 0; number < 200 && outcomes.LastOrDefault() is not ChallengeOutcome.Busy; number++)
        {
            outcomes.Add(await CheckAsync(replica, $"{endpoint.Url}/{number}"));
        }

        outcomes[^1].ShouldBeOfType<ChallengeOutcome.Busy>();
        outcomes.SkipLast(1).ShouldAllBe(outcome => outcome is ChallengeOutcome.NotWanted);
        endpoint.All.Count.ShouldBe(outcomes.Count - 1);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("drip")]
    public async Task A_question_ends_at_its_time_limit(string manner)
    {
        _options.ChallengeTimeout = TimeSpan.FromMilliseconds(300);
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await Task.Delay(20, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (manner == "drip")
                {
                    await http.Response.WriteAsync(" ");
                    await http.Response.Body.FlushAsync();
                }
            }
        });
        using var replica = Replica();

        (await CheckAsync(replica, endpoint.Url)).ShouldBeOfType<ChallengeOutcome.NotWanted>().Reason.ShouldEndWith("did not answer within 0.3 s");
    }

    [Fact]
    public async Task A_denied_address_is_said_to_be_one_without_being_told()
    {
        using var replica = Replica(_ => IPAddress.Parse("10.1.2.3"));

        var no = (await CheckAsync(replica, "http://inside.example/hook")).ShouldBeOfType<ChallengeOutcome.NotWanted>();

        no.Reason.ShouldBe("must not go to inside.example: it has an address in a denied range");
    }

    [Fact]
    public async Task Nobody_at_home_is_a_no()
    {
        var gone = await Endpoint.StartAsync(200);
        var url = gone.Url;
        await gone.DisposeAsync();
        using var replica = Replica();

        (await CheckAsync(replica, url)).ShouldBeOfType<ChallengeOutcome.NotWanted>().Reason.ShouldEndWith("could not be asked: the connection was refused");
    }

    [Fact]
    public void A_no_is_remembered_for_a_short_while()
    {
        var time = new StoppedTime();
        var refusals = new RecentRefusals(time);
        var no = new ChallengeOutcome.NotWanted("no");
        refusals.Add("a", no);

        refusals.Find("a").ShouldBe(no);
        refusals.Find("b").ShouldBeNull();
        time.Now += TimeSpan.FromSeconds(30);
        refusals.Find("a").ShouldBeNull();
    }

    private static string Echo(HttpContext http) => $$"""{"challenge":"{{http.Request.Query["challenge"]}}","status":"validated"}""";

    private static Task<ChallengeOutcome> CheckAsync(ReplicaOfChecks replica, string url, string agent = "agent", string owner = "owner") => replica.Checks.CheckAsync(owner, agent, new Uri(url), Token);

    private ReplicaOfChecks Replica(Func<string, IPAddress>? resolve = null)
    {
        var options = Options.Create(_options);
        ResolveHost answer = (host, _) => Task.FromResult<IPAddress[]>([resolve?.Invoke(host) ?? IPAddress.Loopback]);
        var client = new WebhookClient(new GuardedConnect(new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), Destinations.Any, answer), options);
        return new(client, new OwnershipChecks(new ChallengeExchange(client, options, TimeProvider.System), _yeses, options, TimeProvider.System));
    }

    private sealed record ReplicaOfChecks(WebhookClient Client, OwnershipChecks Checks) : IDisposable
    {
        public void Dispose() => Client.Dispose();
    }

    /// <summary>The memory that replicas share.</summary>
    private sealed class Yeses : IPushConfigStore
    {
        public ConcurrentDictionary<string, bool> Known { get; } = [];

        public TimeSpan? Keep { get; private set; }

        public Task<bool> HasConsentAsync(string question, CancellationToken cancellationToken) => Task.FromResult(Known.ContainsKey(question));

        public Task KeepConsentAsync(string question, TimeSpan keep, CancellationToken cancellationToken)
        {
            (Known[question], Keep) = (true, keep);
            return Task.CompletedTask;
        }

        public Task<PutConfigOutcome> PutAsync(string owner, TaskId task, PushConfig config, int most, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<PushConfig>?> ListAsync(string owner, TaskId task, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> DeleteAsync(string owner, TaskId task, string configId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class StoppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
