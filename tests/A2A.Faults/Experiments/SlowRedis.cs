using System.Globalization;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F29: everything between the replicas and Redis is late, and callers ask for more than it then can answer.</summary>
public sealed class SlowRedis
{
    private const int MostMemory = 50_000_000;

    /// <summary>What a caller is promised. In a short run other work of the machine is let pass.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(Run.Pick(10, 2));

    /// <summary>A submit that is repeated asks Redis twice.</summary>
    private static readonly TimeSpan LongestSubmit = Longest * 2;

    /// <summary>By how much each piece comes later, in each direction; with the longer delay nearly no answer comes before its deadline.</summary>
    private static readonly TimeSpan[] Delays =
        Run.Pick<TimeSpan[]>([TimeSpan.FromSeconds(0.3)], [TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(0.3)]);

    /// <summary>For each delay. A task or a delivery may stand still for all of it.</summary>
    private static readonly TimeSpan SlowFor = TimeSpan.FromSeconds(Run.Pick(3, 25));

    private readonly List<string> _broken = [];
    private long _memory;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_Redis_is_slow_calls_are_answered_in_time_and_memory_stays_bounded()
    {
        var rate = Run.Pick(200, 400);
        await using var experiment = await Experiment.StartAsync(
            new("F29", $"between the replicas and Redis 0.3 and 0.6 s delay per direction, for 25 s each, under {rate} reads a second") { Proxied = true });
        var replicas = experiment.Replicas.Live;
        var tasks = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => experiment.Load.SubmitAsync(isQuick: true)));
        using var reads = new Reads(experiment.Replicas, tasks);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        experiment.Submit(Run.Pick(3, 9));
        var reading = reads.RunAsync(rate, enough.Token);
        await experiment.PauseAsync(TimeSpan.FromSeconds(Run.Pick(3, 10))); // takes the memory that the load takes
        var before = replicas.Select(replica => replica.Memory).ToList();
        var slow = DateTimeOffset.UtcNow;
        foreach (var delay in Delays)
        {
            await DelayAsync(experiment, delay, before);
        }

        await enough.CancelAsync();
        await reading;
        await experiment.StopSubmittingAsync();
        var measured = Measure([.. reads.All.Where(read => read.Began > slow)], [.. experiment.Load.Ledger.Where(submit => submit.Began > slow)]);
        await experiment.HoldsAsync(SlowFor + Settings.Recovery, measured: measured, others: _broken);
        experiment.Replicas.Live.ShouldBe(replicas, "none was started anew");
        replicas.ShouldAllBe(replica => !replica.HasExited);
    }

    /// <summary>Is slow for a while, looks at memory and readiness meanwhile, and waits until all is well again.</summary>
    private async Task DelayAsync(Experiment experiment, TimeSpan delay, List<long> before)
    {
        var (from, replicas, isTold) = (DateTimeOffset.UtcNow, experiment.Replicas.Live, false);
        using var http = new HttpClient { Timeout = Eventually.Patience };
        Delay(delay);
        while (DateTimeOffset.UtcNow - from is var gone && (gone < SlowFor || (!isTold && gone < Eventually.Patience)))
        {
            await experiment.PauseAsync(TimeSpan.FromMilliseconds(200));
            _memory = Math.Max(_memory, replicas.Zip(before, (replica, least) => replica.Memory - least).Max());
            var asked = TimeProvider.System.GetTimestamp();
            using var health = await http.GetAsync(new Uri(replicas[0].Address, "/health"), Token);
            isTold |= !(await health.Content.ReadAsStringAsync(Token)).StartsWith("""{"status":"Healthy""", StringComparison.Ordinal);
            if (TimeProvider.System.GetElapsedTime(asked) is var took && took > Longest + TimeSpan.FromSeconds(0.5))
            {
                _broken.Add($"readiness is told after {took}");
            }
        }

        Delay(TimeSpan.Zero);
        var over = DateTimeOffset.UtcNow;
        await experiment.HealedAsync();
        experiment.Fault(from, over);
        await experiment.PauseAsync(TimeSpan.FromSeconds(Run.Pick(1, 5)));
        if (!isTold)
        {
            _broken.Add($"readiness does not tell of {delay} delay");
        }

        void Delay(TimeSpan time)
        {
            for (var index = 0; index < experiment.Replicas.Count; index++)
            {
                experiment.Replicas.Proxy(index).Delay = time;
            }
        }
    }

    private string Measure(List<Read> reads, List<Submit> submits)
    {
        var (read, submit) = (reads.Max(read => read.Took), submits.Max(submit => submit.Took));
        var (served, refused) = (reads.Count(read => read.Status == 200), reads.Count(read => read is { Status: 503, HasRetryAfter: true }));
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $": {served} reads served, {refused} × 503, {read.TotalSeconds:0.0} s at most; submits {submit.TotalSeconds:0.0} s; {_memory / 1e6:0} MB");
        (bool IsSo, string What)[] wrong =
        [
            (read > Longest, "a read was answered late"),
            (submit > LongestSubmit, "a submit was answered late"),
            (served + refused < reads.Count || submits.Exists(submit => submit.Status is not (200 or 503)), "a call was neither served nor refused"),
            (refused == 0 && Run.IsFull, "the load was not more than Redis could answer"),
            (served < reads.Count * Run.Pick(0, 0.2), "hardly a read was served"),
            (_memory > MostMemory, "too much memory"),
        ];
        _broken.AddRange(wrong.Where(each => each.IsSo).Select(each => each.What + measured));
        return measured;
    }
}
