using System.Globalization;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F19: Redis has no memory left, or its disk is full.</summary>
public sealed class FullRedis
{
    [Fact]
    public async Task While_Redis_is_full_submits_are_refused_and_nothing_is_half_written()
    {
        await using var experiment = await Experiment.StartAsync(new("F19", "Redis at maxmemory for 1 to 4 s"));
        List<(DateTimeOffset From, DateTimeOffset To)> full = [];
        experiment.Submit(Run.Pick(5, 9));
        while (experiment.Faults < Run.Pick(2, 20))
        {
            await experiment.PauseAsync(experiment.Between(1, 2));
            await experiment.Server.ConfigSetAsync("maxmemory", "1mb"); // less than it uses when it is empty
            var from = DateTimeOffset.UtcNow;
            await experiment.PauseAsync(experiment.Between(1, Run.Pick(2, 4)));
            full.Add((from, DateTimeOffset.UtcNow));
            await experiment.Server.ConfigSetAsync("maxmemory", 0.ToString(CultureInfo.InvariantCulture));
            var over = DateTimeOffset.UtcNow;
            await experiment.HealedAsync();
            experiment.Fault(from, over);
        }

        await HoldsAndRefusedAsync(experiment, full);
    }

    /// <summary>
    /// Redis that syncs each second refuses writes until there is space again. Redis that syncs always ends itself before it acknowledges
    /// what is not on the disk, and is started again when there is space.
    /// </summary>
    [Theory]
    [InlineData("F19 everysec")]
    [InlineData("F19 always")]
    public async Task While_the_disk_is_full_submits_are_refused_and_nothing_is_half_written(string name)
    {
        var (sync, ends) = name == "F19 always" ? ("always", true) : ("everysec", false);
        await using var disk = await SmallDisk.StartAsync();
        await using var experiment = await Experiment.StartAsync(
            new(name, $"the disk of Redis full for 3 to 5 s, `appendfsync {sync}`{(ends ? ": Redis ends, and is started again" : "")}")
            {
                RedisWithin = disk.Entrance,
                Redis = ["--dir", disk.Folder, "--appendfsync", sync],
            });
        List<(DateTimeOffset From, DateTimeOffset To)> full = [];
        experiment.Submit(Run.Pick(5, 9));
        while (experiment.Faults < Run.Pick(1, 10))
        {
            await experiment.PauseAsync(experiment.Between(1, 2));
            var began = DateTimeOffset.UtcNow;
            disk.Fill();
            await (ends ? experiment.Redis.EndedAsync() : Eventually.TrueAsync(() => IsRefusingAsync(experiment), "Redis refuses writes"));
            var from = DateTimeOffset.UtcNow;
            await experiment.PauseAsync(experiment.Between(3, 5)); // longer than a refusal takes
            full.Add((from, DateTimeOffset.UtcNow));
            disk.Free();
            if (ends)
            {
                await experiment.Redis.StartAsync();
            }

            var over = DateTimeOffset.UtcNow;
            await experiment.HealedAsync();
            experiment.Fault(began, over);
        }

        await HoldsAndRefusedAsync(experiment, full);
    }

    private static async Task<bool> IsRefusingAsync(Experiment experiment) =>
        (await experiment.Server.InfoRawAsync("persistence"))!.Contains("aof_last_write_status:err", StringComparison.Ordinal);

    private static async Task HoldsAndRefusedAsync(Experiment experiment, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> full)
    {
        await experiment.HoldsAsync(Settings.Recovery);
        var meanwhile = experiment.Load.Ledger
            .Where(submit => full.Any(time => submit.Began > time.From && submit.Ended < time.To)).ToList();
        meanwhile.ShouldNotBeEmpty();
        meanwhile.ShouldAllBe(submit => submit.Status == 503, $"A2A_FAULTS_SEED={Run.Seed}");
    }
}
