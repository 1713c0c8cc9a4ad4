namespace A2A.Server.Tests.Http;

/// <summary>Several clients follow one task, some at the replica that runs it and some at another one.</summary>
public sealed class SeveralReadersTests : IAsyncLifetime
{
    private const string Agent = "stepped";
    private const int ReadersPerReplica = 3;
    private const int Steps = 20;

    private RedisServer _redis = null!; // set by InitializeAsync, before the test
    private ReplicaServer _one = null!;
    private ReplicaServer _other = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _one = ReplicaServer.Start(_redis);
        _other = ReplicaServer.Start(_redis);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(Tongue.V03Rpc)]
    [InlineData(Tongue.V1Rpc)]
    [InlineData(Tongue.V1Rest)]
    public async Task All_get_the_same_events_with_the_same_ids(Tongue tongue)
    {
        await using var first = await _one.Client.StreamAsync(tongue, tongue.Say("go on"), Agent);
        var begun = await first.NextAsync();
        var id = (string?)(tongue.Content(begun)["task"] ?? tongue.Content(begun))["id"];
        var readers = await Task.WhenAll(Enumerable.Range(0, ReadersPerReplica)
            .SelectMany(_ => new[] { _one, _other })
            .Select(replica => replica.Client.FollowAsync(tongue, id.ShouldNotBeNull(), Agent)));
        // All listen before anything happens: each has been given the task as it is.
        var beginnings = await Task.WhenAll(readers.Select(reader => reader.NextAsync()));

        // Whichever replica took the task, its agent may go on.
        foreach (var replica in new[] { _one, _other })
        {
            replica.Agent.Allow(Steps);
            replica.Agent.End();
        }

        var expected = (await first.RestAsync()).Select(Told).ToList();
        var seen = await Task.WhenAll(readers.Select(reader => reader.RestAsync()));

        expected.Count.ShouldBe(Steps + 1);
        beginnings.Select(Told).ShouldAllBe(told => told == Told(begun));
        foreach (var events in seen)
        {
            events.Select(Told).ShouldBe(expected);
        }

        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    private static string Told(ReadEvent item) => $"{item.Id} {item.Answer.ToJsonString()}";
}
