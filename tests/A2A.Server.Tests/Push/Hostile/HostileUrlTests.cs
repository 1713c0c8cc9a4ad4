using System.Text.Json.Nodes;
using A2A.Server.Http.Errors;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>Every row of the table goes the whole way; whatever comes of it, nobody comes to the canary.</summary>
public sealed class HostileUrlTests(HostileUrlTests.Scene scene) : IClassFixture<HostileUrlTests.Scene>
{
    public static TheoryData<string, string> Told => [.. HostileUrls.Told];

    public static TheoryData<string, string> Looked => [.. HostileUrls.Looked];

    public static TheoryData<int, string> Led => [.. HostileUrls.Led];

    [Fact]
    public void The_table_has_no_row_twice_and_many_rows()
    {
        var rows = HostileUrls.Told.Select(row => row.Url).Concat(HostileUrls.Looked.Select(row => row.Host)).Concat(HostileUrls.Led.Select(row => $"{row}")).ToList();

        rows.Distinct(StringComparer.Ordinal).Count().ShouldBe(rows.Count);
        rows.Count.ShouldBeGreaterThanOrEqualTo(120);
    }

    [Theory]
    [MemberData(nameof(Told))]
    public async Task A_url_that_tells_where_it_leads_is_refused_when_it_is_registered(string row, string words)
    {
        var url = scene.Url(row);

        var inline = Refusal(await scene.Api.SendAsync(url));
        var later = Refusal(await scene.Api.SetAsync(scene.Task, url));

        inline.ShouldStartWith("pushNotificationConfig.url ");
        inline.ShouldContain(words);
        later.ShouldStartWith("url ");
        later.ShouldContain(words);
        scene.Canary.Visits.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Looked))]
    public async Task A_name_that_leads_inside_is_given_up_at_the_connection(string host, string answers)
    {
        scene.Api.Name(host, answers);

        var task = Accepted(await scene.Api.SendAsync($"http://{host}:{scene.Canary.Port}/hook"));

        (await scene.Api.ReasonAsync(task)).ShouldEndWith("has an address in a denied range");
        scene.Canary.Visits.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Led))]
    public async Task An_answer_that_leads_elsewhere_is_not_followed(int status, string location)
    {
        var to = Uri.EscapeDataString(scene.Url(location));

        var task = Accepted(await scene.Api.SendAsync($"http://{Canary.Bait}:{scene.Canary.Port}/hook?status={status}&to={to}"));

        (await scene.Api.ReasonAsync(task)).ShouldStartWith($"HTTP {status}");
        scene.Canary.Visits.ShouldBe(0);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("seen.example")]
    public async Task The_canary_does_see_who_comes_where_its_network_is_allowed(string host)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var canary = await Canary.StartAsync();
        await using var api = HostileApi.Start(redis, "127.0.0.0/8");
        api.Name("seen.example", "127.0.0.1");

        Accepted(await api.SendAsync($"http://{host}:{canary.Port}/hook"));

        await Eventually.TrueAsync(() => Task.FromResult(canary.Visits > 0), "a visit to the canary");
    }

    private static string Refusal(JsonNode answer)
    {
        ((int?)answer["error"]?["code"]).ShouldBe(-32602, answer.ToJsonString());
        return ((string?)answer["error"]?["message"]).ShouldNotBeNull();
    }

    private static string Accepted(JsonNode answer) => ((string?)answer["result"]?["id"]).ShouldNotBeNull(answer.ToJsonString());

    /// <summary>One API and one canary for all rows.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        private RedisServer? _redis;

        internal HostileApi Api { get; private set; } = null!; // set by InitializeAsync

        internal Canary Canary { get; private set; } = null!; // set by InitializeAsync

        /// <summary>A task to which webhooks can be added.</summary>
        internal string Task { get; private set; } = ""; // set by InitializeAsync

        public async ValueTask InitializeAsync()
        {
            _redis = await RedisServer.StartNewAsync();
            Canary = await Canary.StartAsync();
            Api = HostileApi.Start(_redis);
            Task = Accepted(await Api.CallAsync(
                "message/send", """{"message":{"role":"user","messageId":"first","parts":[{"kind":"text","text":"be quick"}]},"configuration":{"blocking":false}}"""));
        }

        /// <summary>The row with the canary's port.</summary>
        internal string Url(string row) => row.Replace(HostileUrls.Canary, $"{Canary.Port}", StringComparison.Ordinal);

        public async ValueTask DisposeAsync()
        {
            await Api.DisposeAsync();
            var visits = Canary.Visits;
            await Canary.DisposeAsync();
            await _redis!.DisposeAsync(); // set by InitializeAsync
            visits.ShouldBe(0, "nobody comes to the canary after the last row either");
        }
    }
}
