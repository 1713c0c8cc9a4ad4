using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F3: kill -9 of Redis, which is back after half a second to five seconds.</summary>
public sealed class KilledRedis
{
    /// <summary>What a caller is promised. In a short run other work of the machine is let pass.</summary>
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(Run.Pick(4, 2));

    [Fact]
    public async Task While_Redis_is_away_submits_are_refused_in_time_and_nothing_acknowledged_is_lost()
    {
        await using var experiment = await Experiment.StartAsync(new("F3", "kill -9 of Redis, back after 0.5 to 5 s") { IsAlone = true });
        List<(DateTimeOffset From, DateTimeOffset To)> outages = [];
        experiment.Submit(Run.Pick(6, 9));
        while (experiment.Faults < Run.Pick(2, 100))
        {
            await experiment.PauseAsync(experiment.Between(1, 2));
            outages.Add(await experiment.KillRedisAsync(
                outages.Count == 0 ? LongestRefusal + TimeSpan.FromSeconds(3) : experiment.Between(0.5, Run.Pick(3, 5))));
        }

        await experiment.HoldsAsync(Settings.Recovery);
        var meanwhile = experiment.SubmitsWithin(outages, LongestRefusal);
        meanwhile.ShouldNotBeEmpty();
        var longest = meanwhile.Max(submit => submit.Took);
        TestContext.Current.TestOutputHelper?.WriteLine($"{meanwhile.Count} submits within outages, the longest took {longest}");
        meanwhile.ShouldAllBe(submit => submit.Status == 503 && submit.Took <= LongestRefusal, $"A2A_FAULTS_SEED={Run.Seed}");
        experiment.Replicas.Live.ShouldAllBe(replica => !replica.HasExited);
    }
}
