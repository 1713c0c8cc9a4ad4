using System.Globalization;
using System.Text.RegularExpressions;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>
/// F26: a month of tasks, by Redis's clock, which goes a day on after each day's tasks. What is stored is bounded by the retention and
/// the rate, and nothing else grows.
/// </summary>
public sealed partial class MonthOfTraffic
{
    /// <summary>The default of <c>Tasks:Retention</c>, in days.</summary>
    private const int Kept = 7;

    private static readonly int Days = Run.Pick(9, 30);
    private static readonly int PerDay = Run.Pick(15, 200);

    /// <summary>By how much more the keys may hold on the last day than on day 8; a few tasks are longer than others.</summary>
    private const double Slack = 1.05;

    /// <summary>The same of all of Redis's memory, which has buffers besides.</summary>
    private static readonly double SlackOfAll = Run.Pick(1.25, 1.1);

    [Fact]
    public async Task Keys_and_memory_are_bounded_by_retention_and_rate()
    {
        await using var experiment = await Experiment.StartAsync(new("F26", "")
        {
            Replicas = Run.Pick(1, 2),
            MovesClocks = true,
            Step = TimeSpan.FromMilliseconds(1),
            Settings = [("Tasks__RetentionSweep", "00:00:00.200")],
        });
        List<Stored> days = [];
        List<double> sweeps = [];
        for (var day = 1; day <= Days; day++)
        {
            await Task.WhenAll(Enumerable.Range(0, PerDay).Select(number => experiment.Load.SubmitAsync(isQuick: number % 5 == 0)));
            await experiment.RestedAsync();
            days.Add(await MeasureAsync(experiment));
            experiment.RedisClock!.MoveTo(TimeSpan.FromDays(day)); // the setup moves clocks
            var before = await ScriptTimeAsync(experiment); // after it: Redis measures commands by its wall clock
            await SweptAsync(experiment, Math.Min(day, Kept - 1) * PerDay);
            sweeps.Add((await ScriptTimeAsync(experiment) - before).TotalMicroseconds / PerDay);
        }

        var (early, last) = (days[Kept], days[^1]);
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $"{Days * PerDay:N0} tasks with webhooks in {Days} days of Redis's clock: on day {Kept + 1} {early}, on day {Days} {last}; ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"scripts took {sweeps[Kept]:N0} µs and {sweeps[^1]:N0} µs for each task that was removed, with all looks for what is due");
        TestContext.Current.TestOutputHelper?.WriteLine(measured);
        (early.Tasks, last.Tasks).ShouldBe((Kept * PerDay, Kept * PerDay));
        ((double)last.Keys).ShouldBeLessThanOrEqualTo(early.Keys * Slack, measured);
        ((double)last.Bytes).ShouldBeLessThanOrEqualTo(early.Bytes * Slack, measured);
        ((double)last.Memory).ShouldBeLessThanOrEqualTo(early.Memory * SlackOfAll, measured);
        var acknowledged = experiment.Load.Ledger.Where(submit => submit.TaskId is not null).DistinctBy(submit => submit.TaskId);
        experiment.Receiver.All.DistinctBy(received => received.Id).Count().ShouldBe(acknowledged.Sum(submit => submit.Events));
        ResultsTable.Add("F26", measured, "holds");
    }

    private static Task SweptAsync(Experiment experiment, int left) => Eventually.TrueAsync(
        async () => (await new Logs(experiment.Database).TasksAsync()).Count == left, $"{left} tasks are left after the retention");

    private static async Task<Stored> MeasureAsync(Experiment experiment)
    {
        List<Task<StackExchange.Redis.RedisResult>> sizes = [];
        await foreach (var key in experiment.Server.KeysAsync(pageSize: 1_000))
        {
            sizes.Add(experiment.Database.ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0"));
        }

        var bytes = (await Task.WhenAll(sizes)).Sum(size => size.IsNull ? 0 : (long)size);
        var tasks = (await new Logs(experiment.Database).TasksAsync()).Count;
        return new(tasks, sizes.Count, bytes, await InfoAsync(experiment, "memory", UsedMemory()));
    }

    private static async Task<TimeSpan> ScriptTimeAsync(Experiment experiment) =>
        TimeSpan.FromMicroseconds(await InfoAsync(experiment, "commandstats", ScriptTime()));

    private static async Task<long> InfoAsync(Experiment experiment, string section, Regex number) =>
        long.Parse(number.Match($"{await experiment.Server.InfoRawAsync(section)}").Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("used_memory:([0-9]+)")]
    private static partial Regex UsedMemory();

    [GeneratedRegex("cmdstat_evalsha:calls=[0-9]+,usec=([0-9]+)")]
    private static partial Regex ScriptTime();

    /// <summary>What there is at the end of a day.</summary>
    /// <param name="Tasks">That are kept.</param>
    /// <param name="Keys">Of any kind.</param>
    /// <param name="Bytes">All keys' sizes.</param>
    /// <param name="Memory">All that Redis uses.</param>
    private sealed record Stored(int Tasks, int Keys, long Bytes, long Memory)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Tasks:N0} tasks in {Keys:N0} keys, {Bytes / (double)Tasks:N0} bytes a task, {Memory / 1048576.0:N1} MB of memory");
    }
}
