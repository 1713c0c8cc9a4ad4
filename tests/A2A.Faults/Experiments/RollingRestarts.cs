using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F18: SIGTERM, one replica after the other, as a deployment does it.</summary>
public sealed class RollingRestarts
{
    [Fact]
    public async Task A_rolling_restart_loses_nothing_and_repeats_nothing()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F18", "SIGTERM of one replica after the other, each is started anew")
            {
                // Enough for what is under way to be done with, also on a machine that has other work.
                Settings =
                [
                    .. Rig.Settings.Patient,
                    ("Push__Drain", "00:00:12"), ("Execution__Drain", "00:00:12"),
                ],
            });
        experiment.Submit(Run.Pick(6, 18));
        for (var round = 0; round < Run.Pick(1, 10); round++)
        {
            for (var index = 0; index < experiment.Replicas.Count; index++)
            {
                await experiment.PauseAsync(TimeSpan.FromSeconds(1));
                await experiment.Replicas.TerminateAsync(index);
                experiment.Fault();
                await experiment.Replicas.BeginAsync(index);
            }
        }

        await experiment.HoldsAsync(Settings.Recovery, mayRepeat: false);
    }
}
