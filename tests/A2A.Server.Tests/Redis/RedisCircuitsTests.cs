using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Redis;

/// <summary>The state of a circuit after whatever happened to it, as the scripts keep it.</summary>
public sealed class RedisCircuitsTests(RedisFixture redis)
{
    private const string Probe = "aa";

    private readonly string _endpoint = $"{Guid.NewGuid():N}.example:443";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // f = a failure, p = a probe is asked for, F = the probe fails, o = the endpoint answers, g = the probe is given back,
    // e = the pause is over. Three failures open it.
    [Theory]
    [InlineData("", 0, false, false)]
    [InlineData("ff", 2, false, false)]
    [InlineData("fff", 3, true, false)]
    [InlineData("ffoff", 2, false, false)]
    [InlineData("ffff", 4, true, false)]
    [InlineData("fffp", 3, true, false)]
    [InlineData("fffep", 3, true, true)]
    [InlineData("fffepf", 4, true, true)]
    [InlineData("fffepF", 4, true, false)]
    [InlineData("fffepFep", 4, true, true)]
    [InlineData("fffepo", 0, false, false)]
    [InlineData("fffepoff", 2, false, false)]
    [InlineData("fffepg", 3, true, false)]
    [InlineData("fffo", 0, false, false)]
    public async Task A_circuit_is_what_happened_to_it(string happened, int failures, bool open, bool probing)
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);

        await HappenAsync(storage, circuits, happened);

        var found = (await circuits.ListAsync(Token)).SingleOrDefault(circuit => circuit.Endpoint == _endpoint);
        (found?.Failures ?? 0).ShouldBe(failures);
        (found?.OpenUntil is not null).ShouldBe(open);
        var field = (string?)await storage.Database.HashGetAsync(RedisKeys.Circuits, _endpoint) ?? "";
        (field.Split('/').ElementAtOrDefault(3) == Probe).ShouldBe(probing);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    [InlineData(5, 60)]
    [InlineData(9, 60)]
    public async Task Each_pause_is_twice_as_long_up_to_the_longest(int openings, int seconds)
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);

        var happened = "fff" + string.Concat(Enumerable.Repeat("epF", openings - 1));
        await HappenAsync(storage, circuits, happened[..^1]);
        var last = await circuits.FailedAsync(_endpoint, openings == 1 ? null : Probe, 0, Token);

        last.Opened.ShouldBeTrue();
        last.State.Pause.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(0, 5_000)]
    [InlineData(0.5, 5_500)]
    [InlineData(1, 6_000)]
    public async Task Chance_makes_a_pause_longer_by_up_to_a_fifth(double chance, int milliseconds)
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);
        await HappenAsync(storage, circuits, "ff");

        (await circuits.FailedAsync(_endpoint, null, chance, Token)).State.Pause.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public async Task Of_all_who_ask_after_a_pause_one_may_try_and_asking_again_gives_it_the_same()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);
        await HappenAsync(storage, circuits, "fffe");

        var answers = await Task.WhenAll(Enumerable.Range(10, 20).Select(async i => (Token: $"{i:x}", Pause: await circuits.ProbeAsync(_endpoint, $"{i:x}", Token))));

        var (granted, _) = answers.Where(answer => answer.Pause is null).ShouldHaveSingleItem();
        answers.Where(answer => answer.Token != granted).ShouldAllBe(answer => answer.Pause > TimeSpan.Zero);
        (await circuits.ProbeAsync(_endpoint, granted, Token)).ShouldBeNull("the first answer might have been lost");
    }

    [Fact]
    public async Task A_prober_that_does_not_come_back_loses_its_place()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);
        await HappenAsync(storage, circuits, "fffep");
        (await circuits.ProbeAsync(_endpoint, "bb", Token)).ShouldNotBeNull();

        await EditAsync(storage, fields => fields[4] = "1");

        (await circuits.ProbeAsync(_endpoint, "bb", Token)).ShouldBeNull();
        (await circuits.FailedAsync(_endpoint, Probe, 0, Token)).Opened.ShouldBeFalse("its place went to another");
        (await circuits.FailedAsync(_endpoint, "bb", 0, Token)).Opened.ShouldBeTrue();
        (await circuits.FailedAsync(_endpoint, "bb", 0, Token)).Opened.ShouldBeFalse("said twice, opened once");
    }

    [Fact]
    public async Task A_clock_that_was_put_back_does_not_keep_an_endpoint_waiting()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);
        await HappenAsync(storage, circuits, "fff");

        await EditAsync(storage, fields => fields[2] = DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeMilliseconds().ToString());

        (await circuits.ProbeAsync(_endpoint, Probe, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_circuit_is_closed_by_hand_once()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);
        (await circuits.CloseAsync(_endpoint, Token)).ShouldBeFalse();
        await HappenAsync(storage, circuits, "fff");
        var rings = 0;
        using var bell = storage.Doorbell.Listen(Bell.Circuits, () => Interlocked.Increment(ref rings));

        (await circuits.CloseAsync(_endpoint, Token)).ShouldBeTrue();
        (await circuits.CloseAsync(_endpoint, Token)).ShouldBeFalse();

        (await circuits.ProbeAsync(_endpoint, Probe, Token)).ShouldBe(TimeSpan.Zero);
        await Eventually.TrueAsync(() => Task.FromResult(rings > 0), "the other replicas hear of it");
    }

    [Fact]
    public async Task Endpoints_that_failed_long_ago_are_forgotten_and_the_keys_expire()
    {
        await using var storage = await Storage.OpenAsync(redis);
        var circuits = Circuits(storage);
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

    private static RedisCircuits Circuits(Storage storage) =>
        new(storage.Scripts, Options.Create(new PushOptions { Circuit = new CircuitOptions { Failures = 3 } }), NullLogger<RedisCircuits>.Instance);

    private async Task HappenAsync(Storage storage, RedisCircuits circuits, string happened)
    {
        foreach (var step in happened)
        {
            await (step switch
            {
                'f' => circuits.FailedAsync(_endpoint, null, 0, Token),
                'F' => circuits.FailedAsync(_endpoint, Probe, 0, Token),
                'o' => circuits.AnsweredAsync(_endpoint, Token),
                'p' => circuits.ProbeAsync(_endpoint, Probe, Token),
                'g' => circuits.GiveBackAsync(_endpoint, Probe, Token),
                _ => EditAsync(storage, fields => fields[2] = "1"),
            });
        }
    }

    private async Task EditAsync(Storage storage, Action<string[]> edit)
    {
        var fields = (await storage.Database.HashGetAsync(RedisKeys.Circuits, _endpoint)).ToString().Split('/');
        edit(fields);
        await storage.Database.HashSetAsync(RedisKeys.Circuits, _endpoint, string.Join('/', fields));
    }
}
