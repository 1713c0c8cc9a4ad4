using System.Collections.Concurrent;
using System.Globalization;

namespace A2A.Faults.Rig;

/// <summary>Agent API processes that share one Redis; each may have a proxy of its own in front of it.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    private readonly string _redis;
    private readonly (string, string)[] _settings;
    private readonly Slot[] _slots;
    private readonly ConcurrentQueue<ApiProcess> _ended = new();

    private Replicas(string redis, int most, int? proxied, IReadOnlyList<MovedClock> clocks, (string, string)[] settings)
    {
        (_redis, _settings) = (redis, settings);
        _slots =
        [
            .. Enumerable.Range(0, most)
                .Select(index => new Slot(proxied is { } port ? new TcpProxy(port) : null, clocks.ElementAtOrDefault(index))),
        ];
    }

    /// <summary>How many there can be.</summary>
    public int Count => _slots.Length;

    /// <summary>The program that the next ones run; null = the API that the experiments are built with.</summary>
    public string? Program { get; set; }

    /// <summary>Those that are up; one that is being killed, drained or started is not.</summary>
    public IReadOnlyList<ApiProcess> Live => [.. _slots.Select(slot => slot.Process).OfType<ApiProcess>()];

    /// <summary>What all replicas have written, those that have ended too.</summary>
    public IEnumerable<string> Output => _ended.Concat(Live).SelectMany(process => process.Output);

    /// <param name="redis">How to connect.</param>
    /// <param name="setup">How many there are, how many there can be, and which program they run.</param>
    /// <param name="proxied">Redis's port, when each replica gets a proxy in front of it.</param>
    /// <param name="clocks">Of the replicas; none = they have the machine's.</param>
    /// <param name="settings">Of the replicas.</param>
    public static async Task<Replicas> StartAsync(
        string redis, Setup setup, int? proxied, IReadOnlyList<MovedClock> clocks, (string Name, string Value)[] settings)
    {
        var most = Math.Max(setup.Replicas, setup.MostReplicas);
        var replicas = new Replicas(redis, most, proxied, clocks, settings) { Program = setup.Program };
        try
        {
            await Task.WhenAll(Enumerable.Range(0, setup.Replicas).Select(replicas.BeginAsync));
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    public bool IsLive(int index) => _slots[index].Process is not null;

    public ApiProcess Process(int index) => _slots[index].Process ?? throw new InvalidOperationException($"Replica {index} is not up.");

    /// <summary>Between the replica and Redis.</summary>
    public TcpProxy Proxy(int index) => _slots[index].Proxy ?? throw new InvalidOperationException("The replicas have no proxies.");

    /// <summary>The wall clock of the replica.</summary>
    public MovedClock Clock(int index) =>
        _slots[index].Clock ?? throw new InvalidOperationException("The replicas have the machine's clock.");

    /// <summary>kill -9.</summary>
    public Task KillAsync(int index) => Leave(index).KillAsync();

    /// <summary>SIGTERM, until it has ended by itself.</summary>
    public Task TerminateAsync(int index) => Leave(index).TerminateAsync();

    public async Task BeginAsync(int index)
    {
        var slot = _slots[index];
        (string, string)[] address = slot.Proxy is { } proxy
            ? [("ConnectionStrings__redis", $"127.0.0.1:{proxy.Port},abortConnect=false,connectTimeout=1000")]
            : [];
        slot.Process = await ApiProcess.StartAsync(Program, _redis, [.. _settings, .. address, .. slot.Clock?.Environment ?? []]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _ended.Concat(Live))
        {
            await process.DisposeAsync();
        }

        foreach (var slot in _slots)
        {
            await (slot.Proxy?.DisposeAsync() ?? default);
        }
    }

    private ApiProcess Leave(int index)
    {
        var process = Process(index);
        _slots[index].Process = null;
        _ended.Enqueue(process);
        return process;
    }

    private sealed class Slot(TcpProxy? proxy, MovedClock? clock)
    {
        public TcpProxy? Proxy { get; } = proxy;

        public MovedClock? Clock { get; } = clock;

        public ApiProcess? Process { get; set; }
    }
}

/// <summary>Settings of the replicas that experiments choose.</summary>
internal static class Settings
{
    /// <summary>How long a task stays with a replica that says nothing.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    /// <summary>How long a subscription does.</summary>
    public static readonly TimeSpan DeliveryLease = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a recovery may take: the longer of the two leases, and 5 s. In a short run other work of the machine is let pass.
    /// </summary>
    public static readonly TimeSpan Recovery = DeliveryLease + TimeSpan.FromSeconds(Run.Pick(35, 5));

    /// <summary>For experiments in which nothing may be repeated: an answer that comes late on a busy machine is waited for.</summary>
    public static readonly (string, string)[] Patient = [("Push__Timeout", "00:00:10"), ("Push__Lease", "00:00:30")];

    /// <param name="step">How long each of the six steps of a long task takes.</param>
    public static (string, string)[] Usual(TimeSpan step) =>
    [
        ("Samples__Pace", (step.TotalSeconds / 5).ToString(CultureInfo.InvariantCulture)),
        ("Execution__Lease", $"{Lease:c}"), ("Push__Lease", $"{DeliveryLease:c}"), ("Push__Timeout", "00:00:02"),
        ("Push__FirstDelay", "00:00:00.500"), ("Push__DelayFactor", "1.5"), ("Push__Circuit__Failures", "1000"),
    ];
}
