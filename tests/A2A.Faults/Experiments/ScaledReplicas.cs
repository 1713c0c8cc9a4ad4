using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F28: replicas are added, and removed by SIGTERM, under load.</summary>
public sealed class ScaledReplicas
{
    [Fact]
    public async Task Adding_and_draining_replicas_loses_nothing_and_repeats_nothing_and_new_replicas_take_work()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F28", $"replicas are added and drained by SIGTERM: {Run.Pick("2, 3, 1, 2", "2, 4, 1, 3, 5 times")}")
            {
                MostReplicas = Run.Pick(3, 4),
                Step = TimeSpan.FromMilliseconds(Run.Pick(200, 300)),
                // Enough for what is under way to be done with, also on a machine that has other work.
                Settings =
                [
                    .. Settings.Patient, .. Followers.Settings,
                    ("Push__Drain", "00:00:12"), ("Execution__Drain", "00:00:12"),
                    ("Logging__LogLevel__A2A.Server.Execution.TaskRunner", "Information"),
                ],
            });
        using var followers = new Followers(experiment);
        experiment.Submit(Run.Pick(6, 9));
        for (var round = 0; round < Run.Pick(1, 5); round++)
        {
            foreach (var count in Run.Pick<int[]>([3, 1, 2], [2, 4, 1, 3]))
            {
                await ScaleAsync(experiment, count);
            }
        }

        await experiment.StopSubmittingAsync();
        var broken = await followers.BrokenAsync(new Logs(experiment.Database));
        followers.Resumed.ShouldBePositive();
        await experiment.HoldsAsync(
            Settings.Recovery, mayRepeat: false, others: broken,
            measured: $"; {followers.Count} tasks are followed by streams, which resumed {followers.Resumed} times");
    }

    /// <summary>Adds replicas, all at once, and waits until each runs tasks; or drains random ones, all at once.</summary>
    private static async Task ScaleAsync(Experiment experiment, int count)
    {
        await experiment.PauseAsync(TimeSpan.FromSeconds(Run.Pick(0.5, 1)));
        var all = Enumerable.Range(0, experiment.Replicas.Count).ToArray();
        experiment.Random.Shuffle(all);
        var live = experiment.Replicas.Live.Count;
        var added = all.Where(index => !experiment.Replicas.IsLive(index)).Take(count - live).ToList();
        await Task.WhenAll(added.Select(experiment.Replicas.BeginAsync));
        foreach (var index in added)
        {
            await Eventually.TrueAsync(
                () => Task.FromResult(experiment.Replicas.Process(index).Output.Any(line => line.Contains(" begins with agent "))),
                "a replica that was added runs tasks");
        }

        var removed = all.Where(experiment.Replicas.IsLive).Take(live - count).ToList();
        await Task.WhenAll(removed.Select(experiment.Replicas.TerminateAsync));
        removed.ForEach(_ => experiment.Fault());
    }
}
