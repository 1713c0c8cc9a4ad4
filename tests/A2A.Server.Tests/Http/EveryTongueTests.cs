using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>Every operation gives the same in every version and binding.</summary>
public sealed class EveryTongueTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Webhook = "http://127.0.0.1:2/webhook";

    [Theory, EachTongue]
    public async Task A_message_gives_the_finished_task(Tongue tongue)
    {
        var told = await api.SendAsync(tongue, tongue.Say("be quick"));

        told.Status.ShouldBe(200);
        told.State.ShouldBe(tongue.State("completed"));
        ((string?)told.Task["artifacts"]?[0]?["name"]).ShouldBe("quick_result");
        (told.Result["task"] is not null).ShouldBe(tongue.IsV1() || tongue == Tongue.V03Proto);
    }

    [Theory, EachTongue]
    public async Task A_task_is_had_again_with_as_much_history_as_the_caller_wants(Tongue tongue)
    {
        var id = (await api.SendAsync(tongue, tongue.Say("Q1"), "report")).Id;

        var whole = await api.GetAsync(tongue, id, "report");
        var one = await api.GetAsync(tongue, id, "report", history: 1);
        var none = await api.GetAsync(tongue, id, "report", history: 0);

        whole.Id.ShouldBe(id);
        (whole.Result["history"] as JsonArray)?.Count.ShouldBe(3);
        (one.Result["history"] as JsonArray)?.Count.ShouldBe(1);
        none.Result.AsObject().ContainsKey("history").ShouldBeFalse();
    }

    [Theory, EachTongue]
    public async Task A_canceled_task_is_given_again_in_1_0_and_cannot_be_canceled_again_in_0_3(Tongue tongue)
    {
        var id = (await api.SendAsync(tongue, tongue.Say("wait", atOnce: true), "gated")).Id;

        var first = await api.CancelAsync(tongue, id, "gated");
        var second = await api.CancelAsync(tongue, id, "gated");

        first.State.ShouldBe(tongue.State("canceled"));
        if (tongue.IsV1())
        {
            second.State.ShouldBe(tongue.State("canceled"));
        }
        else
        {
            (second.Status, second.Code).ShouldBe((tongue.IsRpc() ? 200 : 409, -32002));
            second.Message.ShouldContain("canceled");
        }
    }

    [Theory, EachTongue]
    public async Task A_webhook_is_set_got_listed_and_deleted(Tongue tongue)
    {
        var id = (await api.SendAsync(tongue, tongue.Say("wait", atOnce: true), "gated")).Id;

        var set = await api.SetConfigAsync(tongue, id, $"\"id\":\"mine\",\"url\":\"{Webhook}\",\"token\":\"t\",\"secret\":\"a-hidden-secret\"", "gated");
        var get = await api.GetConfigAsync(tongue, id, "mine", "gated");
        var list = await api.ListConfigsAsync(tongue, id, "gated");
        var deleted = await api.DeleteConfigAsync(tongue, id, "mine", "gated");
        var again = await api.DeleteConfigAsync(tongue, id, "mine", "gated");

        var kept = tongue switch
        {
            // The tenant of the request is the agent, and a member of the config in 1.0.
            Tongue.V1Grpc => $$"""{"tenant":"gated","id":"mine","taskId":"{{id}}","url":"{{Webhook}}","token":"t"}""",
            Tongue.V1Rpc or Tongue.V1Rest => $$"""{"id":"mine","taskId":"{{id}}","url":"{{Webhook}}","token":"t"}""",
            Tongue.V03Proto => $$$"""{"name":"tasks/{{{id}}}/pushNotificationConfigs/mine","pushNotificationConfig":{"id":"mine","url":"{{{Webhook}}}","token":"t"}}""",
            _ => $$$"""{"taskId":"{{{id}}}","pushNotificationConfig":{"id":"mine","url":"{{{Webhook}}}","token":"t"}}""",
        };
        set.Result.ToJsonString().ShouldBe(kept);
        get.Result.ToJsonString().ShouldBe(kept);
        var listed = kept.Replace(",\"token\":\"t\"", "", StringComparison.Ordinal);
        list.Result.ToJsonString().ShouldBe(tongue switch
        {
            Tongue.V1Rpc or Tongue.V1Rest => $$"""{"configs":[{{listed}}],"nextPageToken":""}""",
            Tongue.V03Proto or Tongue.V1Grpc => $$"""{"configs":[{{listed}}]}""",
            _ => $"[{listed}]",
        });
        foreach (var gone in new[] { deleted, again })
        {
            gone.Status.ShouldBe(200);
            gone.Body?.ToJsonString().ShouldBe(
                tongue.IsRpc() ? $$"""{"jsonrpc":"2.0","id":"r1","result":{{(tongue == Tongue.V1Rpc ? "{}" : "null")}}}""" : "{}");
        }
    }

    [Theory, EachTongue]
    public async Task One_webhook_too_many_is_refused_with_the_limit_and_its_setting(Tongue tongue)
    {
        var id = (await api.SendAsync(tongue, tongue.Say("wait", atOnce: true), "gated")).Id;
        for (var i = 0; i < 10; i++)
        {
            (await api.SetConfigAsync(tongue, id, $"\"id\":\"c{i}\",\"url\":\"{Webhook}\"", "gated")).Status.ShouldBe(200);
        }

        var told = await api.SetConfigAsync(tongue, id, $"\"id\":\"another\",\"url\":\"{Webhook}\"", "gated");

        told.Message.ShouldContain("a task may have 10 (Push:ConfigsPerTask), and this one has as many");
    }

    [Theory, EachTongue(OfHttp = true)]
    public async Task A_packed_body_is_refused_by_the_name_of_its_header(Tongue tongue)
    {
        var path = tongue.IsRpc() ? "/" : tongue.IsV1() ? "/message:send" : "/v1/message:send";
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([0x1f, 0x8b, 8, 0]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        request.Headers.Add("A2A-Version", tongue.IsV1() ? "1.0" : "0.3");

        using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(415);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
        ((string?)(tongue is Tongue.V03Proto or Tongue.V03Plain ? body : body["error"])?["message"])
            .ShouldBe("Content-Encoding: gzip is not read here; send the body as it is, without that header.");
    }

    [Theory, EachTongue]
    public async Task An_agent_that_needs_no_task_answers_with_a_message(Tongue tongue)
    {
        var told = await api.SendAsync(tongue, tongue.Say("answer"), "gated");

        ShouldSay("at once", tongue is Tongue.V03Rpc or Tongue.V03Plain ? told.Result : told.Result["message"]);
    }

    [Theory, EachTongue]
    public async Task A_stream_of_a_direct_answer_is_that_answer_only(Tongue tongue)
    {
        await using var stream = await api.StreamAsync(tongue, tongue.Say("answer"), "gated");

        var item = (await stream.RestAsync()).ShouldHaveSingleItem();

        var content = tongue.Content(item);
        ShouldSay("at once", content["message"] ?? content);
    }

    [Theory, EachTongue]
    public async Task A_task_that_asks_goes_on_with_the_next_message(Tongue tongue)
    {
        var asked = await api.SendAsync(tongue, tongue.Say("ask"), "gated");
        asked.State.ShouldBe(tongue.State("input-required"));

        var went = await api.SendAsync(tongue, tongue.Say("the red one", atOnce: true, more: $",\"taskId\":\"{asked.Id}\""), "gated");
        var other = await api.SendAsync(tongue, tongue.Say("x", more: $",\"taskId\":\"{asked.Id}\",\"contextId\":\"another\""), "gated");

        went.Id.ShouldBe(asked.Id);
        other.Message.ShouldStartWith("message.contextId ");
        await api.CancelAsync(tongue, asked.Id, "gated");
    }

    [Theory, EachTongue]
    public async Task A_stream_begins_with_the_task_and_ends_with_its_end(Tongue tongue)
    {
        await using var stream = await api.StreamAsync(tongue, tongue.Say("be quick"));

        var events = await stream.RestAsync();

        var items = events.Select(item => tongue.Content(item)).ToList();
        items.Select(KindOf).ShouldBe(["task", "statusUpdate", "artifactUpdate", "statusUpdate"]);
        if (tongue != Tongue.V1Grpc)
        {
            stream.Response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
            events.Select(item => item.Id).ShouldBeUnique();
        }

        var last = items[^1]["statusUpdate"] ?? items[^1];
        ((string?)last["status"]?["state"]).ShouldBe(tongue.State("completed"));
        ((bool?)last["final"]).ShouldBe(tongue.IsV1() ? null : true);
    }

    [Theory, EachTongue]
    public async Task An_unfinished_task_is_followed_from_where_it_is(Tongue tongue)
    {
        var id = (await api.SendAsync(tongue, tongue.Say("wait", atOnce: true), "gated")).Id;
        await using var stream = await api.FollowAsync(tongue, id, "gated");
        var first = await stream.NextAsync();
        await api.CancelAsync(tongue, id, "gated");
        var last = (await stream.RestAsync())[^1];

        KindOf(tongue.Content(first)).ShouldBe("task");
        var item = tongue.Content(last);
        ((string?)(item["statusUpdate"] ?? item)["status"]?["state"]).ShouldBe(tongue.State("canceled"));
    }

    private static void ShouldSay(string text, JsonNode? message)
    {
        var parts = message?["parts"] ?? message?["content"]; // ProtoJSON of 0.3 calls them content
        ((string?)parts?[0]?["text"]).ShouldBe(text);
        ((string?)message?["role"]).ShouldBeOneOf("ROLE_AGENT", "agent");
    }

    private static string KindOf(JsonNode item) => (string?)item["kind"] switch
    {
        "status-update" => "statusUpdate",
        "artifact-update" => "artifactUpdate",
        { } kind => kind,
        null => item.AsObject().ShouldHaveSingleItem().Key,
    };
}

/// <summary>Each tongue once.</summary>
internal sealed class EachTongueAttribute : Xunit.v3.DataAttribute
{
    /// <summary>Only those whose requests are bodies of HTTP that a test writes itself.</summary>
    public bool OfHttp { get; init; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker) =>
        new(Enum.GetValues<Tongue>().Where(tongue => !OfHttp || tongue != Tongue.V1Grpc).Select(tongue => (ITheoryDataRow)new TheoryDataRow<Tongue>(tongue)).ToList());

    public override bool SupportsDiscoveryEnumeration() => true;
}
