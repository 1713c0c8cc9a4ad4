using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Http;

/// <summary>Where messages are forgotten soon after the end of their tasks, a command with a fixed id begins anew each time.</summary>
public sealed class ForgottenMessageTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData("00:00:00", true)]
    [InlineData("01:00:00", false)]
    [InlineData("", false)]
    public async Task A_message_whose_task_has_ended_for_that_long_makes_another_task_with_whatever_content(string remember, bool isForgotten)
    {
        await using var api = ApiReplica.Start(redis.Server, new() { ["Tasks:RememberMessagesFor"] = remember });
        var id = Guid.NewGuid().ToString();

        var first = await SendAsync(api, id, "be quick");
        var again = await SendAsync(api, id, "be quick");
        var other = await SendAsync(api, id, "be quick again");

        first.ShouldNotContain("\"error\"");
        (IdOf(again) != IdOf(first)).ShouldBe(isForgotten);
        other.Contains("belongs to another message", StringComparison.Ordinal).ShouldBe(!isForgotten);
    }

    private static async Task<string> SendAsync(ApiReplica api, string messageId, string text)
    {
        using var answer = await api.SendAsync(
            HttpMethod.Post,
            "/message:send",
            $$$"""{"message":{"messageId":"{{{messageId}}}","role":"ROLE_USER","parts":[{"text":"{{{text}}}"}]}}""",
            ("A2A-Version", "1.0"));
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static string IdOf(string answer) => (string?)System.Text.Json.Nodes.JsonNode.Parse(answer)?["task"]?["id"] ?? "";
}
