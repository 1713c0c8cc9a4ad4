using System.Globalization;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F19: Redis has no memory left.</summary>
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

        await experiment.HoldsAsync(Settings.Recovery);
        var meanwhile = experiment.Load.Ledger
            .Where(submit => full.Exists(time => submit.Began > time.From && submit.Ended < time.To)).ToList();
        meanwhile.ShouldNotBeEmpty();
        meanwhile.ShouldAllBe(submit => submit.Status == 503, $"A2A_FAULTS_SEED={Run.Seed}");
    }
}
