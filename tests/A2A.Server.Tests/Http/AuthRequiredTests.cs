using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http;

/// <summary>A task whose caller must sign in somewhere: it says so, waits, and goes on with the caller's message.</summary>
public sealed class AuthRequiredTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Agent = "gated";

    [Theory, EachTongue]
    public async Task An_answer_comes_when_the_caller_must_sign_in_and_the_next_message_goes_on(Tongue tongue)
    {
        var asked = await api.SendAsync(tongue, tongue.Say("sign in"), Agent);
        var again = await api.GetAsync(tongue, asked.Id, Agent);

        var went = await api.SendAsync(tongue, GoOn(tongue, asked.Id), Agent);

        asked.State.ShouldBe(tongue.State("auth-required"));
        again.State.ShouldBe(tongue.State("auth-required"));
        SaidIn(again.Task).ShouldBe("Sign in at https://login.example/");
        went.Id.ShouldBe(asked.Id);
        went.State.ShouldBe(tongue.State("completed"));
    }

    [Theory, EachTongue]
    public async Task A_stream_ends_when_the_caller_must_sign_in_and_the_next_message_has_its_own(Tongue tongue)
    {
        await using var asking = await api.StreamAsync(tongue, tongue.Say("sign in"), Agent);
        var asked = (await asking.RestAsync()).Select(item => tongue.Content(item)).ToList();
        var id = (string?)(asked[0]["task"] ?? asked[0])["id"];

        await using var going = await api.StreamAsync(tongue, GoOn(tongue, id), Agent);
        var went = (await going.RestAsync()).Select(item => tongue.Content(item)).ToList();

        StateOf(asked[^1]).ShouldBe(tongue.State("auth-required"));
        SaidIn(asked[^1]["statusUpdate"] ?? asked[^1]).ShouldBe("Sign in at https://login.example/");
        ((bool?)(asked[^1]["statusUpdate"] ?? asked[^1])["final"]).ShouldBe(tongue.IsV1() ? null : true);
        ((string?)(went[0]["task"] ?? went[0])["id"]).ShouldBe(id);
        StateOf(went[^1]).ShouldBe(tongue.State("completed"));
    }

    [Theory, EachTongue]
    public async Task A_subscription_stays_while_the_caller_signs_in(Tongue tongue)
    {
        var id = (await api.SendAsync(tongue, tongue.Say("sign in"), Agent)).Id;
        await using var subscription = await api.FollowAsync(tongue, id, Agent);
        StateOf(tongue.Content(await subscription.NextAsync())).ShouldBe(tongue.State("auth-required"));

        await api.SendAsync(tongue, GoOn(tongue, id), Agent);

        StateOf(tongue.Content((await subscription.RestAsync())[^1])).ShouldBe(tongue.State("completed"));
    }

    /// <summary>The message after the caller has signed in; the agent's gate is open from here on.</summary>
    private string GoOn(Tongue tongue, string? id)
    {
        api.Gated.Open();
        return tongue.Say("signed in", more: $",\"taskId\":\"{id}\"");
    }

    private static string? StateOf(JsonNode item) => (string?)(item["statusUpdate"] ?? item["task"] ?? item)["status"]?["state"];

    /// <summary>The agent's text; ProtoJSON of 0.3 has other names on the way to it.</summary>
    private static string? SaidIn(JsonNode holder)
    {
        var message = holder["status"]?["message"] ?? holder["status"]?["update"];
        return (string?)(message?["parts"] ?? message?["content"])?[0]?["text"];
    }
}
