using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F21: kills of replicas and of Redis, a broken network and receivers that fail, one after the other, by chance.</summary>
public sealed class Soak
{
    [Fact]
    public async Task Whatever_fails_after_whatever_nothing_acknowledged_is_lost()
    {
        var isFailing = false;
        await using var experiment = await Experiment.StartAsync(
            new("F21", "soak, by chance: kill -9 of a replica or of Redis, a broken network, receivers that answer 500")
            {
                Replicas = Run.Pick(2, 3),
                Proxied = true,
                Answer = (received, http) =>
                {
                    // One in four tasks has a receiver that may fail.
                    if (Volatile.Read(ref isFailing) && received.Delivery.Task[^1] % 4 == 0)
                    {
                        http.Response.StatusCode = 500;
                    }

                    return Task.FromResult(true);
                },
            });
        var start = Task.CompletedTask;
        Func<Task>[] faults =
        [
            async () =>
            {
                await start; // one is always up, so that recovery is measured, not the start of a process
                start = await experiment.KillReplicaAsync();
            },
            () => experiment.KillRedisAsync(experiment.Between(0.5, Run.Pick(1, 5))),
            async () =>
            {
                var from = DateTimeOffset.UtcNow;
                Volatile.Write(ref isFailing, true);
                await experiment.PauseAsync(experiment.Between(1, Run.Pick(2, 5)));
                Volatile.Write(ref isFailing, false);
                experiment.Fault(from);
            },
            .. experiment.OfNetwork(),
        ];

        experiment.Submit(Run.Pick(5, 9));
        // Each kind once, as far as it goes; then as chance has it.
        experiment.Random.Shuffle(faults);
        for (var fault = 0; fault < Run.Pick(3, 100); fault++)
        {
            await experiment.PauseAsync(experiment.Between(0.5, 1));
            await faults[fault < faults.Length ? fault : experiment.Random.Next(faults.Length)]();
        }

        await experiment.StopSubmittingAsync();
        await start;
        await experiment.HoldsAsync(Settings.Recovery);
    }
}
