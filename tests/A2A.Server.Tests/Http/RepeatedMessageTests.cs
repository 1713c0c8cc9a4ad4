using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>A message's id names one message: the same one again is a repetition, another one under its id a mistake.</summary>
public sealed class RepeatedMessageTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Belongs = "belongs to another message";

    [Theory, EachTongue]
    public async Task The_same_message_gives_its_task_again_and_other_content_under_its_id_is_refused(Tongue tongue)
    {
        var id = Guid.NewGuid().ToString();
        var context = $",\"contextId\":\"{Guid.NewGuid()}\"";

        var first = await SendAsync(tongue, "wait", id, context);
        var again = await SendAsync(tongue, "wait", id, context, atOnce: true);
        var otherText = await SendAsync(tongue, "wait longer", id, context);
        var otherMetadata = await SendAsync(tongue, "wait", id, context + ",\"metadata\":{\"a\":1}");

        again.Id.ShouldBe(first.Id);
        foreach (var other in new[] { otherText, otherMetadata })
        {
            other.Message.ShouldContain("message.messageId");
            other.Message.ShouldContain(Belongs);
            other.Status.ShouldBe(tongue.IsRpc() ? 200 : 400);
        }
    }

    [Theory]
    [InlineData("""{"a":1.0,"b":{"c":[1,2]}}""", """{ "b": {"c": [1.0, 2e0]}, "a": 1 }""", true)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"a":"1"}""", """{"a":1}""", false)]
    public async Task The_order_of_members_and_the_form_of_numbers_are_no_content(string metadata, string other, bool isSame)
    {
        var id = Guid.NewGuid().ToString();
        var first = await SendAsync(Tongue.V1Rpc, "wait", id, $",\"metadata\":{metadata}");

        var again = await SendAsync(Tongue.V1Rpc, "wait", id, $",\"metadata\":{other}");

        (again.Error is null).ShouldBe(isSame);
        if (isSame)
        {
            again.Id.ShouldBe(first.Id);
        }
    }

    [Fact]
    public async Task Another_configuration_is_no_other_content()
    {
        var id = Guid.NewGuid().ToString();
        var first = await SendAsync(Tongue.V1Rpc, "wait", id, "");

        var again = await api.SendAsync(Tongue.V1Rpc, $$$$"""
            {"message":{"messageId":"{{{{id}}}}","role":"ROLE_USER","parts":[{"text":"wait"}]},
             "configuration":{"returnImmediately":true,"historyLength":0,"taskPushNotificationConfig":{"url":"http://127.0.0.1:2/"}}}
            """, "gated");

        again.Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task The_same_id_in_another_context_or_for_another_agent_is_another_message()
    {
        var id = Guid.NewGuid().ToString();
        List<string> tasks = [(await SendAsync(Tongue.V1Rpc, "wait", id, "")).Id];
        for (var context = 0; context < 2 * 16; context++) // more than there are partitions
        {
            tasks.Add((await SendAsync(Tongue.V1Rpc, $"wait {context}", id, $",\"contextId\":\"{context}\"")).Id);
        }

        tasks.Add((await api.SendAsync(Tongue.V1Rpc, Say(Tongue.V1Rpc, "Q1", id, ",\"contextId\":\"1\""), "report")).Id);

        tasks.ShouldBeUnique();
    }

    [Theory, EachTongue]
    public async Task A_message_that_goes_on_with_a_task_is_held_to_its_content_too(Tongue tongue)
    {
        var task = (await SendAsync(tongue, "ask", Guid.NewGuid().ToString(), "", atOnce: false)).Task;
        var place = $",\"taskId\":\"{task["id"]}\",\"contextId\":\"{task["contextId"]}\"";
        var id = Guid.NewGuid().ToString();
        var first = await SendAsync(tongue, "the red one", id, place);

        var again = await SendAsync(tongue, "the red one", id, place);
        var other = await SendAsync(tongue, "the blue one", id, place);

        again.Id.ShouldBe(first.Id);
        other.Message.ShouldContain(Belongs);
    }

    [Fact]
    public async Task A_further_message_under_the_id_of_the_first_can_be_repeated_like_any_other()
    {
        var id = Guid.NewGuid().ToString();
        var task = (await SendAsync(Tongue.V1Rpc, "ask", id, "", atOnce: false)).Task;
        var place = $",\"taskId\":\"{task["id"]}\",\"contextId\":\"{task["contextId"]}\"";

        var first = await SendAsync(Tongue.V1Rpc, "the red one", id, place);
        var again = await SendAsync(Tongue.V1Rpc, "the red one", id, place);

        var made = await SendAsync(Tongue.V1Rpc, "ask", id, "");

        new[] { first.Id, again.Id, made.Id }.ShouldAllBe(each => each == (string?)task["id"]);
    }

    [Fact]
    public async Task A_direct_answer_is_given_again_to_the_same_content_only()
    {
        var id = Guid.NewGuid().ToString();
        var first = await SendAsync(Tongue.V1Rpc, "answer", id, "");

        var again = await SendAsync(Tongue.V1Rpc, "answer", id, "");
        var other = await SendAsync(Tongue.V1Rpc, "wait", id, "");

        JsonNode.DeepEquals(again.Result, first.Result).ShouldBeTrue();
        other.Message.ShouldContain(Belongs);
    }

    private Task<Told> SendAsync(Tongue tongue, string text, string messageId, string more, bool atOnce = true) =>
        api.SendAsync(tongue, Say(tongue, text, messageId, more, atOnce), "gated");

    private static string Say(Tongue tongue, string text, string messageId, string more, bool atOnce = true)
    {
        var say = JsonNode.Parse(tongue.Say(text, atOnce, more))!;
        say["message"]!["messageId"] = messageId;
        return say.ToJsonString();
    }
}
