using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Http;

/// <summary>Streams on which nothing comes for a long time.</summary>
public sealed class QuietStreamTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Theory]
    [InlineData("0.3")]
    [InlineData("1.0")]
    public async Task The_headers_of_a_resumed_stream_of_a_quiet_task_leave_at_once(string version)
    {
        await using var api = ApiReplica.Start(redis.Server, new() { ["Http:Heartbeat"] = "1.00:00:00" }, new GatedAgent());
        await using var first = await api.Client.StreamAsync(Tongue.V1Rest, Tongue.V1Rest.Say("wait"), "gated");
        var id = (string?)(await first.NextAsync()).Answer["task"]?["id"];
        var last = await first.NextAsync(); // the agent says nothing more

        await using var resumed = await api.Client.FollowAsync(
            version == "0.3" ? Tongue.V03Rpc : Tongue.V1Rest, id.ShouldNotBeNull(), "gated", last.Id);

        resumed.Response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
    }
}
