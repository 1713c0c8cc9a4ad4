using A2A.Faults.Rig;
using A2A.Server.Redis;

namespace A2A.Faults.Experiments;

/// <summary>
/// F5: FLUSHALL. What Redis held is gone; the service goes on. Its readiness has no reason to turn red: the check itself claims the
/// number of partitions again, and the signing keys come back from the replicas' memory.
/// </summary>
public sealed class EmptiedRedis
{
    [Fact]
    public async Task After_a_flush_every_replica_is_ready_again_and_takes_new_tasks()
    {
        await using var experiment = await Experiment.StartAsync(new("F5", "FLUSHALL under load; what is submitted afterwards is checked"));
        experiment.Submit(5);
        await experiment.PauseAsync(TimeSpan.FromSeconds(2));
        await experiment.StopSubmittingAsync();

        await experiment.Server.FlushAllDatabasesAsync();
        experiment.Fault();

        await experiment.HealedAsync();
        await Eventually.TrueAsync(
            () => experiment.Database.KeyExistsAsync(RedisKeys.Partitions), "the number of partitions is claimed again");
        experiment.ForgetSubmits();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => experiment.Load.SubmitAsync(isQuick: number % 5 == 0)));
        await experiment.HoldsAsync(Settings.Recovery);
        experiment.Replicas.Live.Count.ShouldBe(experiment.Replicas.Count);
        experiment.Replicas.Live.ShouldAllBe(replica => !replica.HasExited);
    }
}
