using System.Globalization;
using Microsoft.AspNetCore.Http;
using StackExchange.Redis;

namespace A2A.Faults.Rig;

/// <summary>What one experiment runs on: a Redis, replicas, a receiver, a load; and in the end the checker.</summary>
internal sealed class Experiment : IAsyncDisposable
{
    private readonly Setup _setup;
    private readonly List<Fault> _faults = [];
    private readonly CancellationTokenSource _enough =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly Turn _turn;
    private ConnectionMultiplexer? _connection;
    private Task _submitting = Task.CompletedTask;

    private DirectoryInfo? _clocks;
    private readonly RedisServer? _redis;
    private readonly RedisCluster? _cluster;

    private Experiment(Setup setup, Turn turn, RedisServer? redis, RedisCluster? cluster) =>
        (_setup, _turn, _redis, _cluster) = (setup, turn, redis, cluster);

    public RedisServer Redis => _redis ?? throw new InvalidOperationException("The experiment runs on a cluster.");

    public RedisCluster Cluster => _cluster ?? throw new InvalidOperationException("The experiment runs on one server.");

    /// <summary>The wall clock of Redis; null = the machine's.</summary>
    public MovedClock? RedisClock { get; private init; }

    public Random Random { get; } = new(Run.Seed);

    public Receiver Receiver { get; private set; } = null!; // set by StartAsync

    public Replicas Replicas { get; private set; } = null!; // set by StartAsync

    public Load Load { get; private set; } = null!; // set by StartAsync

    public IDatabase Database => _connection!.GetDatabase(); // set by StartAsync

    public IServer Server => _connection!.GetServers()[0];

    /// <summary>How many there were.</summary>
    public int Faults => _faults.Count;

    private static TimeSpan Patience => Run.Pick(Eventually.Patience, Eventually.Patience * 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Experiment> StartAsync(Setup setup)
    {
        var turn = await Turn.TakeAsync(setup.IsAlone);
        Experiment? experiment = null;
        DirectoryInfo? clocks = null;
        try
        {
            Run.Announce(setup.Name);
            clocks = setup.MovesClocks ? Directory.CreateTempSubdirectory("a2a-clocks-") : null;
            var moved = clocks is null ? [] : await MovedClock.NewAsync(clocks.FullName, setup.Replicas + 1);
            var redisClock = moved is [var first, ..] ? first : null;
            experiment = setup.IsCluster
                ? new Experiment(setup, turn, null, await RedisCluster.StartNewAsync(setup.FailsOver, setup.Redis))
                : new Experiment(setup, turn, await RedisServer.StartNewWithinAsync([.. setup.RedisWithin, .. redisClock?.Entrance ?? []], setup.Redis), null)
                {
                    RedisClock = redisClock,
                };
            experiment._clocks = clocks;
            var redis = experiment._cluster?.ConnectionString ?? experiment.Redis.ConnectionString;
            experiment._connection = await ConnectionMultiplexer.ConnectAsync(redis + ",allowAdmin=true");
            ResultsTable.Saw(experiment.Server.Version);
            experiment.Receiver = await Receiver.StartAsync(setup.Answer, setup.Trust, setup.Endpoints);
            experiment.Replicas = await Replicas.StartAsync(
                redis, setup, setup.Proxied ? experiment.Redis.Port : null, [.. moved.Skip(1)], [.. Settings.Usual(setup.Step), .. setup.Settings]);
            experiment.Load = experiment.NewLoad();
            return experiment;
        }
        catch
        {
            if (experiment is null)
            {
                clocks?.Delete(recursive: true);
                turn.Dispose();
            }
            else
            {
                await experiment.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Begins to submit: see <see cref="Load.RunAsync"/>.</summary>
    public void Submit(double rate) => _submitting = Load.RunAsync(rate, _enough.Token);

    /// <summary>Counts a fault.</summary>
    /// <param name="from">When it began; null = now.</param>
    /// <param name="over">From when on recovery is measured; null = now.</param>
    /// <param name="until">When it ended; null = now.</param>
    public void Fault(DateTimeOffset? from = null, DateTimeOffset? over = null, DateTimeOffset? until = null)
    {
        var now = DateTimeOffset.UtcNow;
        _faults.Add(new(from ?? now, over ?? now, until ?? now));
    }

    /// <summary>What was acknowledged until now counts no more.</summary>
    public void ForgetSubmits()
    {
        Load.Dispose();
        Load = NewLoad();
    }

    /// <summary>No further tasks; those that were begun are acknowledged when it ends.</summary>
    public async Task StopSubmittingAsync()
    {
        await _enough.CancelAsync();
        await _submitting;
    }

    /// <summary>Waits until there is nothing to do in Redis.</summary>
    public async Task RestedAsync() =>
        (await new Logs(Database).PendingAfterAsync(Patience)).ShouldBeEmpty($"is due, waits or is leased after {Patience}");

    /// <summary>Submits that began while it was so, and that long before it was over: whenever they ended.</summary>
    public IReadOnlyList<Submit> SubmitsWithin(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> times, TimeSpan before) =>
        [.. Load.Ledger.Where(submit => times.Any(time => submit.Began > time.From && submit.Began + before < time.To))];

    /// <summary>A time between the two, by chance.</summary>
    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + (Random.NextDouble() * (most - least)));

    public Task PauseAsync(TimeSpan time) => Task.Delay(time, Token);

    /// <summary>Waits until all replicas that are up are ready.</summary>
    public async Task HealedAsync()
    {
        foreach (var replica in Replicas.Live)
        {
            await Eventually.TrueAsync(async () => await replica.HealthAsync() == 200, "a replica is ready again");
        }
    }

    /// <summary>The index of a replica that is up, by chance; waits until there is one.</summary>
    public async Task<int> ChooseAsync()
    {
        await Eventually.TrueAsync(() => Task.FromResult(Replicas.Live.Count > 0), "a replica is up");
        var live = Enumerable.Range(0, Replicas.Count).Where(Replicas.IsLive).ToList();
        return live[Random.Next(live.Count)];
    }

    /// <summary>Ends the load and looks whether everything that was promised is so.</summary>
    public async Task<Report> CheckAsync(Func<DateTimeOffset, bool>? rolledBack = null)
    {
        await StopSubmittingAsync();
        await Eventually.TrueAsync(
            () => Task.FromResult(_connection!.GetServers().All(server => server.IsConnected)), "the test's own connection to Redis");
        var report = await new Checker(Database, Load.Ledger, Receiver, RedisClock, _setup.MayDistrust)
            .CheckAsync(_faults, Patience, rolledBack);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_setup.Name}: {report}");
        return report;
    }

    /// <summary>The same, and nothing may be broken.</summary>
    /// <param name="longestRecovery">How long a task or a delivery may stand still.</param>
    /// <param name="mayRepeat">False when no delivery may be repeated at all.</param>
    /// <param name="deadLetters">How many there must be.</param>
    /// <param name="mayLose">Whether what was acknowledged at that time may be lost; null = nothing may.</param>
    /// <param name="measured">What the experiment has measured, for the table.</param>
    /// <param name="others">What else is broken.</param>
    public async Task<Report> HoldsAsync(
        TimeSpan longestRecovery, bool mayRepeat = true, int deadLetters = 0, Func<DateTimeOffset, bool>? mayLose = null,
        string measured = "", IReadOnlyList<string>? others = null)
    {
        var report = await CheckAsync(mayLose);
        List<string> broken = [.. others ?? [], .. report.Broken.Where(line => mayLose is null || !line.StartsWith("I1", StringComparison.Ordinal))];
        broken.AddRange(report.LostAt.Where(at => mayLose?.Invoke(at) == false).Select(at => $"I1: what was acknowledged at {at:HH:mm:ss.fff} is lost"));
        if (report.LongestRecovery > longestRecovery)
        {
            broken.Add($"a task or a delivery stood still for {report.LongestRecovery}, longer than {longestRecovery}");
        }

        if (!mayRepeat && report.Duplicates > 0)
        {
            broken.AddRange(report.Repeated.Select(repeated => $"a delivery was repeated: {repeated}"));
        }

        if (report.DeadLetters != deadLetters)
        {
            broken.Add($"there are {report.DeadLetters} dead letters instead of {deadLetters}");
        }

        Tell(report, broken, measured);
        return report;
    }

    /// <summary>Writes a row of the table; throws when there is something broken.</summary>
    public void Tell(Report report, IReadOnlyList<string> broken, string measured = "")
    {
        var isControl = _setup.Name.EndsWith(" control", StringComparison.Ordinal);
        ResultsTable.Add(_setup.Name, _setup.Fault + measured, report, isControl ? "the experiment sees it" : "holds");
        broken.ShouldBeEmpty($"A2A_FAULTS_SEED={Run.Seed} repeats it. {report}");
        report.Events.ShouldBePositive();
    }

    /// <summary>The same for a negative control: these invariants must be broken, or the checker sees nothing.</summary>
    public async Task<Report> BreaksAsync(params string[] invariants)
    {
        var report = await CheckAsync();
        ResultsTable.Add(
            _setup.Name, _setup.Fault, report,
            string.Create(CultureInfo.InvariantCulture, $"the checker sees it: {string.Join(", ", report.BrokenInvariants)}"));
        invariants.ShouldBeSubsetOf(report.BrokenInvariants, $"A2A_FAULTS_SEED={Run.Seed} repeats it. {report}");
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _submitting.ContinueWith(_ => { }, TaskScheduler.Default); // CheckAsync has told of its failure, or another one comes first
        Load?.Dispose();
        await (Replicas?.DisposeAsync() ?? default);
        await (Receiver?.DisposeAsync() ?? default);
        await (_connection?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
        await (_cluster?.DisposeAsync() ?? default);
        _clocks?.Delete(recursive: true);
        _enough.Dispose();
        _turn.Dispose();
    }

    private Load NewLoad() => new(Replicas, Receiver.Addresses[0], new Random(Run.Seed + 1)) { Secret = _setup.Secret };
}

/// <summary>How an experiment is set up.</summary>
/// <param name="Name">Its number: <c>F1</c>.</param>
/// <param name="Fault">What is done, for the table.</param>
internal sealed record Setup(string Name, string Fault)
{
    public int Replicas { get; init; } = 2;

    /// <summary>Whether it measures times so strictly that nothing else may run, in the full form.</summary>
    public bool IsAlone { get; init; }

    /// <summary>How many there can be, when some are added later.</summary>
    public int MostReplicas { get; init; }

    /// <summary>See <see cref="Replicas.Program"/>.</summary>
    public string? Program { get; init; }

    /// <summary>Whether each replica has a proxy in front of Redis.</summary>
    public bool Proxied { get; init; }

    /// <summary>How long each step of a task takes.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Whether Redis is a cluster: three masters with a replica each.</summary>
    public bool IsCluster { get; init; }

    /// <summary>Whether a replica of the cluster takes over from its master.</summary>
    public bool FailsOver { get; init; }

    /// <summary>Whether Redis and each replica have a clock that can be moved. Not on a cluster.</summary>
    public bool MovesClocks { get; init; }

    /// <summary>See <see cref="Checker"/>.</summary>
    public Func<Received, bool>? MayDistrust { get; init; }

    /// <summary>More arguments of redis-server.</summary>
    public string[] Redis { get; init; } = [];

    /// <summary>See <see cref="SmallDisk.Entrance"/>.</summary>
    public string[] RedisWithin { get; init; } = [];

    /// <summary>More settings of the replicas.</summary>
    public (string Name, string Value)[] Settings { get; init; } = [];

    /// <summary>How many endpoints the receiver has.</summary>
    public int Endpoints { get; init; } = 1;

    /// <summary>See <see cref="Receiver.StartAsync"/>.</summary>
    public Func<Received, HttpContext, Task<bool>>? Answer { get; init; }

    /// <summary>See <see cref="Receiver.StartAsync"/>.</summary>
    public Func<IReadOnlyList<Uri>, Webhooks.WebhookTrust>? Trust { get; init; }

    /// <summary>The secret of the configs.</summary>
    public string? Secret { get; init; } = Receiver.Secret;
}
