using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>The state of a circuit after whatever happened to it, as the store keeps it.</summary>
public abstract class CircuitContract(StoreFixture store)
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
        await using var storage = await store.OpenAsync();
        var circuits = storage.Circuits;

        await HappenAsync(storage, happened);

        var found = (await circuits.ListAsync(Token)).SingleOrDefault(circuit => circuit.Endpoint == _endpoint);
        (found?.Failures ?? 0).ShouldBe(failures);
        (found?.OpenUntil is not null).ShouldBe(open);
        (await IsProbingAsync(storage)).ShouldBe(probing);
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
        await using var storage = await store.OpenAsync();
        var circuits = storage.Circuits;

        var happened = "fff" + string.Concat(Enumerable.Repeat("epF", openings - 1));
        await HappenAsync(storage, happened[..^1]);
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
        await using var storage = await store.OpenAsync();
        var circuits = storage.Circuits;
        await HappenAsync(storage, "ff");

        (await circuits.FailedAsync(_endpoint, null, chance, Token)).State.Pause.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public async Task Of_all_who_ask_after_a_pause_one_may_try_and_asking_again_gives_it_the_same()
    {
        await using var storage = await store.OpenAsync();
        var circuits = storage.Circuits;
        await HappenAsync(storage, "fffe");

        var answers = await Task.WhenAll(Enumerable.Range(10, 20).Select(async i => (Token: $"{i:x}", Pause: await circuits.ProbeAsync(_endpoint, $"{i:x}", Token))));

        var (granted, _) = answers.Where(answer => answer.Pause is null).ShouldHaveSingleItem();
        answers.Where(answer => answer.Token != granted).ShouldAllBe(answer => answer.Pause > TimeSpan.Zero);
        (await circuits.ProbeAsync(_endpoint, granted, Token)).ShouldBeNull("the first answer might have been lost");
    }

    [Fact]
    public async Task A_prober_that_does_not_come_back_loses_its_place()
    {
        await using var storage = await store.OpenAsync();
        var circuits = storage.Circuits;
        await HappenAsync(storage, "fffep");
        (await circuits.ProbeAsync(_endpoint, "bb", Token)).ShouldNotBeNull();

        await storage.EndProbeAsync(_endpoint);

        (await circuits.ProbeAsync(_endpoint, "bb", Token)).ShouldBeNull();
        (await circuits.FailedAsync(_endpoint, Probe, 0, Token)).Opened.ShouldBeFalse("its place went to another");
        (await circuits.FailedAsync(_endpoint, "bb", 0, Token)).Opened.ShouldBeTrue();
        (await circuits.FailedAsync(_endpoint, "bb", 0, Token)).Opened.ShouldBeFalse("said twice, opened once");
    }

    [Fact]
    public async Task A_circuit_is_closed_by_hand_once()
    {
        await using var storage = await store.OpenAsync();
        var circuits = storage.Circuits;
        (await circuits.CloseAsync(_endpoint, Token)).ShouldBeFalse();
        await HappenAsync(storage, "fff");
        var rings = 0;
        using var bell = storage.Doorbell.Listen(Bell.Circuits, () => Interlocked.Increment(ref rings));

        (await circuits.CloseAsync(_endpoint, Token)).ShouldBeTrue();
        (await circuits.CloseAsync(_endpoint, Token)).ShouldBeFalse();

        (await circuits.ProbeAsync(_endpoint, Probe, Token)).ShouldBe(TimeSpan.Zero);
        await Eventually.TrueAsync(() => Task.FromResult(rings > 0), "the other replicas hear of it");
    }

    // Asks as another prober does, after the pause.
    private async Task<bool> IsProbingAsync(StoreReplica storage)
    {
        await storage.EndPauseAsync(_endpoint);
        var refused = await storage.Circuits.ProbeAsync(_endpoint, "bb", Token) > TimeSpan.Zero;
        return refused && await storage.Circuits.ProbeAsync(_endpoint, Probe, Token) is null;
    }

    private async Task HappenAsync(StoreReplica storage, string happened)
    {
        foreach (var step in happened)
        {
            await (step switch
            {
                'f' => storage.Circuits.FailedAsync(_endpoint, null, 0, Token),
                'F' => storage.Circuits.FailedAsync(_endpoint, Probe, 0, Token),
                'o' => storage.Circuits.AnsweredAsync(_endpoint, Token),
                'p' => storage.Circuits.ProbeAsync(_endpoint, Probe, Token),
                'g' => storage.Circuits.GiveBackAsync(_endpoint, Probe, Token),
                _ => storage.EndPauseAsync(_endpoint),
            });
        }
    }
}
