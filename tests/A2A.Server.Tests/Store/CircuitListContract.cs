using A2A.Server.Push;

namespace A2A.Server.Tests.Store;

/// <summary>Which endpoints keep failing, as all replicas and the operator see it.</summary>
public abstract class CircuitListContract(StoreFixture store)
{
    private readonly string _host = $"{Guid.NewGuid():N}.example:443";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_replica_reads_which_endpoints_fail_and_for_how_long_they_get_nothing()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        var (failing, open) = (EndpointCircuits.NameOf("a", _host), EndpointCircuits.NameOf("b", _host));
        await FailAsync(storage, failing, 2);
        await FailAsync(storage, open, 3);

        (await StateAsync(other, failing)).ShouldBe(new CircuitState(failing, 2, null));
        var (_, failures, pause) = (await StateAsync(other, open)).ShouldNotBeNull();
        failures.ShouldBe(3);
        pause.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMilliseconds(1), storage.PushOptions.Value.Circuit.FirstPause);

        await storage.EndPauseAsync(open);
        (await StateAsync(other, open)).ShouldBe(new CircuitState(open, 3, TimeSpan.Zero));
    }

    [Fact]
    public async Task An_endpoint_that_answers_is_forgotten_and_its_circuit_was_open_or_not()
    {
        await using var storage = await store.OpenAsync();
        var endpoint = EndpointCircuits.NameOf("a", _host);
        (await storage.Circuits.AnsweredAsync(endpoint, Token)).ShouldBeFalse();
        await FailAsync(storage, endpoint, 2);
        (await storage.Circuits.AnsweredAsync(endpoint, Token)).ShouldBeFalse();
        await FailAsync(storage, endpoint, 3);

        (await storage.Circuits.AnsweredAsync(endpoint, Token)).ShouldBeTrue();

        (await storage.Circuits.AnsweredAsync(endpoint, Token)).ShouldBeFalse();
        (await StateAsync(storage, endpoint)).ShouldBeNull();
    }

    [Fact]
    public async Task Failing_endpoints_are_listed_in_the_order_of_endpoints_and_owners_with_the_time_until_which_they_get_nothing()
    {
        await using var storage = await store.OpenAsync();
        await FailAsync(storage, EndpointCircuits.NameOf("b", _host), 1);
        await FailAsync(storage, EndpointCircuits.NameOf("a", "z." + _host), 1);
        var before = await storage.NowAsync();
        await FailAsync(storage, EndpointCircuits.NameOf("a", _host), 3);
        var pause = storage.PushOptions.Value.Circuit.FirstPause;

        var listed = (await storage.Circuits.ListAsync(Token))
            .Where(circuit => circuit.Endpoint.EndsWith(_host, StringComparison.Ordinal)).ToList();

        var places = listed.Select(circuit => (circuit.Endpoint, circuit.Owner)).ToList();
        places.ShouldBe([(_host, "a"), (_host, "b"), ("z." + _host, "a")]); // a host's name begins with a digit or a to f
        var open = listed.Single(circuit => circuit.OpenUntil is not null);
        (open.Endpoint, open.Owner, open.Failures).ShouldBe((_host, "a", 3));
        open.OpenUntil.ShouldNotBeNull().ShouldBeInRange(before + pause - TimeSpan.FromMilliseconds(1), await storage.NowAsync() + pause);
    }

    [Fact]
    public async Task Closing_an_endpoint_by_hand_closes_the_circuits_of_all_owners_and_no_other()
    {
        await using var storage = await store.OpenAsync();
        var kept = EndpointCircuits.NameOf("a", "z." + _host);
        foreach (var endpoint in new[] { EndpointCircuits.NameOf("a", _host), EndpointCircuits.NameOf("b", _host), kept })
        {
            await FailAsync(storage, endpoint, 3);
        }

        (await storage.Circuits.CloseAsync(_host, Token)).ShouldBeTrue();

        (await storage.Circuits.ListAsync(Token)).Where(circuit => circuit.Endpoint == _host).ShouldBeEmpty();
        (await StateAsync(storage, kept)).ShouldNotBeNull().Failures.ShouldBe(3);
    }

    private static async Task FailAsync(StoreReplica storage, string endpoint, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await storage.Circuits.FailedAsync(endpoint, probe: null, chance: 0, Token);
        }
    }

    private static async Task<CircuitState?> StateAsync(StoreReplica storage, string endpoint) =>
        (await storage.Circuits.ReadAsync(Token)).Select(state => (CircuitState?)state).SingleOrDefault(state => state?.Endpoint == endpoint);
}
