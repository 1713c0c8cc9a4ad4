using A2A.Faults.Rig;
using A2A.Server.Redis;
using StackExchange.Redis;

namespace A2A.Faults.Experiments;

/// <summary>
/// F22 to F24: on a Redis Cluster, whose replication is asynchronous: what a master acknowledged and its replica does not have yet is lost
/// with the master. Only a fail-over loses anything, and it loses no more than that.
/// </summary>
public sealed class FailOver
{
    private const int Partitions = 16;

    /// <summary>The control runs in the full form alone, as it takes half a minute.</summary>
    public static readonly TheoryData<string, int> MinReplicas = Run.IsFull ? new() { { "F23", 1 }, { "F23 control", 0 } } : new() { { "F23", 1 } };

    /// <summary>How long a master with <c>min-replicas-max-lag 1</c> acknowledges alone: it looks once a second.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    /// <summary>The lag of a replica in good order.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_killed_master_is_replaced_by_its_replica_and_loses_what_that_did_not_have_yet_at_most()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F22", "Redis Cluster: kill -9 of a master, its replica takes over") { IsCluster = true, FailsOver = true });
        List<DateTimeOffset> kills = [];
        experiment.Submit(Run.Pick(6, 9));
        while (kills.Count < Run.Pick(1, 10))
        {
            await experiment.PauseAsync(experiment.Between(2, 3));
            var key = PartitionKey(experiment);
            var master = await experiment.Cluster.MasterOfAsync(key);
            await master.KillAsync();
            kills.Add(DateTimeOffset.UtcNow);
            await ReplacedAsync(experiment, key, master, kills[^1]);
        }

        await experiment.HoldsAsync(Settings.Recovery, mayLose: at => kills.Exists(kill => at > kill - Lag && at < kill));
    }

    /// <summary>
    /// The replica is down, and the master goes on alone: with <c>min-replicas-to-write</c> until it notices. Then it dies, the replica is back
    /// first, and knows nothing of that time. Without the setting, the control, the master acknowledges to its end.
    /// </summary>
    [Theory]
    [MemberData(nameof(MinReplicas))]
    public async Task A_master_without_its_replica_acknowledges_no_longer_than_min_replicas_lets_it(string name, int replicas)
    {
        await using var experiment = await Experiment.StartAsync(
            new(name, $"Redis Cluster: a master dies 4 s after its replica, which is back first; `min-replicas-to-write {replicas}`, `min-replicas-max-lag 1`")
            {
                IsCluster = true,
                FailsOver = true,
                Step = TimeSpan.FromMilliseconds(50), // tasks that are over before what they wrote is lost
                Redis = ["--min-replicas-to-write", $"{replicas}", "--min-replicas-max-lag", "1"],
            });
        experiment.Submit(Run.Pick(12, 18));
        await experiment.PauseAsync(TimeSpan.FromSeconds(2));
        await experiment.Cluster.WholeAsync();
        var key = PartitionKey(experiment);
        var (master, replica) = await experiment.Cluster.PairOfAsync(key);
        await replica.KillAsync();
        var alone = DateTimeOffset.UtcNow;
        await experiment.PauseAsync(Bound + TimeSpan.FromSeconds(1));
        await master.KillAsync();
        var dies = DateTimeOffset.UtcNow;
        await replica.StartAsync();
        await ReplacedAsync(experiment, key, master, alone);

        var bounded = alone + Bound;
        var report = await experiment.HoldsAsync(
            Settings.Recovery + TimeSpan.FromSeconds(20), mayLose: at => at > alone - Lag && at < (replicas > 0 ? bounded : dies));

        report.LostAt.Any(at => at > bounded).ShouldBe(replicas == 0, $"{report}");
    }

    [Fact]
    public async Task While_slots_move_their_operations_are_refused_for_a_moment_and_nothing_is_lost()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F24", "Redis Cluster: the slot of a partition moves to another master, for 1 s each time") { IsCluster = true });
        experiment.Submit(Run.Pick(6, 9));
        while (experiment.Faults < Run.Pick(2, 20))
        {
            await experiment.PauseAsync(experiment.Between(1, 2));
            var from = DateTimeOffset.UtcNow;
            var move = await experiment.Cluster.BeginMoveAsync(PartitionKey(experiment));
            await experiment.Cluster.MoveKeysAsync(move, 20);
            await experiment.PauseAsync(TimeSpan.FromSeconds(1));
            await experiment.Cluster.EndMoveAsync(move);
            experiment.Fault(from);
        }

        await experiment.HoldsAsync(Settings.Recovery);
    }

    private static RedisKey PartitionKey(Experiment experiment) => RedisKeys.Work(experiment.Random.Next(Partitions));

    private static async Task ReplacedAsync(Experiment experiment, RedisKey key, RedisServer master, DateTimeOffset from)
    {
        await experiment.Cluster.ReplacedAsync(key, master);
        await master.StartAsync();
        await experiment.Cluster.WholeAsync();
        await experiment.HealedAsync();
        experiment.Fault(from);
    }
}
