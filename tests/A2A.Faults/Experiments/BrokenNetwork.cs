using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F6: what is between a replica and Redis swallows for a while, breaks connections, is slow, or cuts into small pieces.</summary>
public sealed class BrokenNetwork
{
    [Fact]
    public async Task A_replica_that_is_cut_off_changes_nothing_late_and_loses_nothing()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F6", "between a replica and Redis: nothing for 6 to 60 s and then late, resets, 200 ms delay, slices of 7 bytes")
            {
                Proxied = true,
            });
        var faults = experiment.OfNetwork();
        experiment.Submit(Run.Pick(5, 9));
        for (var round = 0; round < Run.Pick(1, 5); round++)
        {
            experiment.Random.Shuffle(faults);
            foreach (var fault in faults)
            {
                await experiment.PauseAsync(experiment.Between(0.5, 1));
                await fault();
            }
        }

        await experiment.HoldsAsync(Settings.Recovery);
    }
}
