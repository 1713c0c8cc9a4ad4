namespace A2A.Server.Tests.Http;

/// <summary>A stream at one replica of a task that runs on another, cut and resumed again and again, also after a restart.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private const int Cuts = 10;
    private const int ReadBetweenCuts = 3;

    private RedisServer _redis = null!; // set by InitializeAsync, before the test
    private ReplicaServer _runs = null!;
    private ReplicaServer _streams = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _runs = ReplicaServer.Start(_redis);
        _streams = ReplicaServer.Start(_redis);
    }

    public async ValueTask DisposeAsync()
    {
        await _streams.DisposeAsync();
        await _runs.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("0.3")]
    [InlineData("1.0")]
    public async Task Cut_ten_times_and_resumed_it_gives_exactly_the_events_of_an_uncut_one(string version)
    {
        await using var uncut = version == "0.3"
            ? await OpenAsync(_runs, "", ApiServer.Request("message/stream", ApiServer.Say("go on")))
            : await OpenAsync(_runs, "/message:stream", """{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"go on"}]}}""");
        var seen = new List<ReadEvent>();
        var first = await uncut.NextAsync();
        var id = (string?)(first.Answer["task"] ?? first.Result)["id"];

        var resumed = await SubscribeAsync(version, id);
        for (var cut = 0; cut < Cuts; cut++)
        {
            _runs.Agent.Allow(ReadBetweenCuts + 1); // one more than is read: it comes while nobody listens
            for (var i = 0; i < ReadBetweenCuts; i++)
            {
                seen.Add(await resumed.NextAsync());
            }

            await resumed.DisposeAsync();
            if (cut == Cuts / 2)
            {
                await _streams.DisposeAsync();
                _streams = ReplicaServer.Start(_redis);
            }

            resumed = await SubscribeAsync(version, id, seen[^1].Id);
        }

        _runs.Agent.End();
        seen.AddRange(await resumed.RestAsync());
        await resumed.DisposeAsync();

        List<ReadEvent> expected = [first, .. await uncut.RestAsync()];
        seen.Select(item => item.Id).ShouldBe(expected.Select(item => item.Id));
        seen.Select(Content).ShouldBe(expected.Select(Content));
        expected.Count.ShouldBe(1 + (Cuts * (ReadBetweenCuts + 1)) + 1);
    }

    private static string Content(ReadEvent item) => item.Answer.ToJsonString();

    private Task<EventReader> SubscribeAsync(string version, string? id, string? lastEventId = null) => version == "0.3"
        ? OpenAsync(_streams, "", ApiServer.Request("tasks/resubscribe", $$"""{"id":"{{id}}"}"""), lastEventId)
        : OpenAsync(_streams, $"/tasks/{id}:subscribe", "{}", lastEventId);

    private static Task<EventReader> OpenAsync(ReplicaServer replica, string path, string body, string? lastEventId = null) =>
        EventReader.OpenAsync(replica.Client, $"/agents/stepped{path}", body, lastEventId, Token);
}
