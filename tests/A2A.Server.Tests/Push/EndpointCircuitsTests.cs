using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push;

/// <summary>What a replica asks the ledger, and what it knows by itself.</summary>
public sealed class EndpointCircuitsTests
{
    private const string Endpoint = "example.com:443";

    private static readonly DeliveryOutcome Delivered = new DeliveryOutcome.Delivered();
    private static readonly DeliveryOutcome Failed = new DeliveryOutcome.TryAgain("HTTP 503");

    private readonly Ledger _ledger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_that_works_costs_the_ledger_nothing()
    {
        var circuits = Circuits();
        for (var i = 0; i < 100; i++)
        {
            (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Open>();
            await circuits.ReportAsync(Endpoint, Delivered, probe: null);
        }

        circuits.PauseOf(Endpoint).ShouldBeNull();
        _ledger.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_answer_after_a_failure_is_told_and_no_other()
    {
        var circuits = Circuits();
        await circuits.ReportAsync(Endpoint, Failed, probe: null);

        await circuits.ReportAsync(Endpoint, Delivered, probe: null);
        await circuits.ReportAsync(Endpoint, Delivered, probe: null);

        _ledger.Calls.ShouldBe(["failed", "answered"]);
    }

    [Fact]
    public async Task What_another_replica_wrote_is_known_after_a_look()
    {
        var circuits = Circuits();
        _ledger.States = [new CircuitState(Endpoint, 10, TimeSpan.FromMinutes(1)), new CircuitState("failing:80", 3, null)];

        (await circuits.RefreshAsync(Token)).ShouldBeTrue();

        circuits.PauseOf(Endpoint).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(65));
        (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Closed>();
        circuits.PauseOf("failing:80").ShouldBeNull();
        await circuits.ReportAsync("failing:80", Delivered, probe: null);
        _ledger.Calls.ShouldBe(["read", "answered"]);

        _ledger.States = [];
        (await circuits.RefreshAsync(Token)).ShouldBeTrue();
        circuits.PauseOf(Endpoint).ShouldBeNull();
    }

    [Fact]
    public async Task After_a_pause_one_asks_and_the_others_of_the_replica_need_not()
    {
        var circuits = Circuits();
        _ledger.States = [new CircuitState(Endpoint, 10, TimeSpan.Zero)];
        (await circuits.RefreshAsync(Token)).ShouldBeTrue();
        _ledger.Granted = true;

        var probe = (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Probe>();
        (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Closed>();

        await circuits.ReportAsync(Endpoint, Delivered, probe.Token);
        (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Open>();
        _ledger.Calls.ShouldBe(["read", "probe", "answered"]);
    }

    [Fact]
    public async Task A_probe_that_was_not_made_is_given_back_for_others()
    {
        var circuits = Circuits();
        _ledger.States = [new CircuitState(Endpoint, 10, TimeSpan.Zero)];
        (await circuits.RefreshAsync(Token)).ShouldBeTrue();
        _ledger.Granted = true;
        var probe = (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Probe>();

        await circuits.GiveBackAsync(Endpoint, probe.Token);

        (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Probe>().Token.ShouldNotBe(probe.Token);
    }

    [Fact]
    public async Task A_circuit_that_somebody_closed_meanwhile_lets_pass()
    {
        var circuits = Circuits();
        _ledger.States = [new CircuitState(Endpoint, 10, TimeSpan.Zero)];
        (await circuits.RefreshAsync(Token)).ShouldBeTrue();
        _ledger.Granted = false;
        _ledger.Pause = TimeSpan.Zero;

        (await circuits.PassAsync(Endpoint, Token)).ShouldBeOfType<Passage.Open>();
    }

    [Fact]
    public async Task A_ledger_out_of_reach_makes_no_delivery_fail()
    {
        var circuits = Circuits();
        _ledger.IsAway = true;

        await circuits.ReportAsync(Endpoint, Failed, probe: null);
        await circuits.GiveBackAsync(Endpoint, "aa");

        (await circuits.PassAsync("another:80", Token)).ShouldBeOfType<Passage.Open>();
    }

    [Theory]
    [InlineData(500, null, true)]
    [InlineData(503, 60, true)]
    [InlineData(429, null, true)]
    [InlineData(429, 60, false)]
    [InlineData(408, null, true)]
    [InlineData(200, null, false)]
    [InlineData(410, null, false)]
    [InlineData(404, null, false)]
    [InlineData(302, null, false)]
    public void An_answer_counts_as_a_failure_when_the_endpoint_seems_not_to_work(int status, int? retryAfter, bool fails)
    {
        var outcome = DeliveryOutcome.From((System.Net.HttpStatusCode)status, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        outcome.IsFailureOfEndpoint.ShouldBe(fails);
    }

    [Fact]
    public void No_answer_counts_as_a_failure() => new DeliveryOutcome.TryAgain("no answer within 10 s").IsFailureOfEndpoint.ShouldBeTrue();

    private EndpointCircuits Circuits() =>
        new(_ledger, Options.Create(new PushOptions()), () => 0.5, TimeProvider.System, NullLogger<EndpointCircuits>.Instance);

    private sealed class Ledger : ICircuitLedger
    {
        public List<string> Calls { get; } = [];

        public IReadOnlyList<CircuitState> States { get; set; } = [];

        public bool Granted { get; set; }

        public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

        public bool IsAway { get; set; }

        public Task<IReadOnlyList<CircuitState>> ReadAsync(CancellationToken cancellationToken) => Call("read", States);

        public Task<CircuitFailure> FailedAsync(string endpoint, string? probe, double chance, CancellationToken cancellationToken) =>
            Call("failed", new CircuitFailure(new CircuitState(endpoint, 1, null), Opened: false));

        public Task<bool> AnsweredAsync(string endpoint, CancellationToken cancellationToken) => Call("answered", true);

        public Task<TimeSpan?> ProbeAsync(string endpoint, string token, CancellationToken cancellationToken) =>
            Call("probe", Granted ? (TimeSpan?)null : Pause);

        public Task GiveBackAsync(string endpoint, string token, CancellationToken cancellationToken) => Call("give-back", true);

        public Task<IReadOnlyList<HostCircuit>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CloseAsync(string endpoint, CancellationToken cancellationToken) => throw new NotSupportedException();

        private Task<T> Call<T>(string name, T answer)
        {
            Calls.Add(name);
            return IsAway ? Task.FromException<T>(new StorageUnavailableException("away", new TimeoutException())) : Task.FromResult(answer);
        }
    }
}
