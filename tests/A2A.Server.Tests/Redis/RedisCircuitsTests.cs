using A2A.Server.Redis;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class RedisCircuitsTests(RedisFixture redis) : CircuitContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private readonly string _endpoint = $"{Guid.NewGuid():N}.example:443";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_was_put_back_does_not_keep_an_endpoint_waiting()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        for (var i = 0; i < 3; i++)
        {
            await storage.Circuits.FailedAsync(_endpoint, null, 0, Token);
        }

        var later = DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeMilliseconds();
        await storage.EditCircuitAsync(_endpoint, fields => fields[2] = $"{later}");

        (await storage.Circuits.ProbeAsync(_endpoint, "aa", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Endpoints_that_failed_long_ago_are_forgotten_and_the_keys_expire()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var circuits = storage.Circuits;
        var stale = $"{Guid.NewGuid():N}.example:443";
        await circuits.FailedAsync(stale, null, 0, Token);
        await storage.Database.SortedSetAddAsync(RedisKeys.CircuitTimes, stale, 1);

        await circuits.FailedAsync(_endpoint, null, 0, Token);

        var names = (await circuits.ListAsync(Token)).Select(circuit => circuit.Endpoint).ToList();
        names.ShouldContain(_endpoint);
        names.ShouldNotContain(stale);
        (await storage.Database.SortedSetScoreAsync(RedisKeys.CircuitTimes, stale)).ShouldBeNull();
        (await storage.Database.KeyTimeToLiveAsync(RedisKeys.Circuits)).ShouldNotBeNull();
        (await storage.Database.KeyTimeToLiveAsync(RedisKeys.CircuitTimes)).ShouldNotBeNull();
    }
}
