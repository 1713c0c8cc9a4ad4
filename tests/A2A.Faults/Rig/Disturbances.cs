namespace A2A.Faults.Rig;

/// <summary>Faults that more than one experiment makes. Each is counted, and over when its task ends.</summary>
internal static class Disturbances
{
    /// <summary>kill -9 of a replica, by chance. Gives its next start, which is not waited for.</summary>
    public static async Task<Task> KillReplicaAsync(this Experiment experiment)
    {
        var victim = await experiment.ChooseAsync();
        await experiment.Replicas.KillAsync(victim);
        experiment.Fault();
        return experiment.Replicas.BeginAsync(victim);
    }

    /// <summary>kill -9 of Redis, which is back after a while. Gives when it was away.</summary>
    public static async Task<(DateTimeOffset From, DateTimeOffset To)> KillRedisAsync(this Experiment experiment, TimeSpan away)
    {
        await experiment.Redis.KillAsync();
        var from = DateTimeOffset.UtcNow;
        await experiment.PauseAsync(away);
        var to = DateTimeOffset.UtcNow;
        await experiment.Redis.StartAsync();
        var over = DateTimeOffset.UtcNow;
        await experiment.HealedAsync();
        experiment.Fault(from, over);
        return (from, to);
    }

    /// <summary>Between a replica and Redis: nothing for a while and then late, a reset, a delay, slices.</summary>
    public static Func<Task>[] OfNetwork(this Experiment experiment)
    {
        return
        [
            () => DisturbAsync(async proxy =>
            {
                proxy.Hold();
                await experiment.PauseAsync(experiment.Between(6, Run.Pick(7, 60))); // longer than both leases
                proxy.Pass();
            }),
            () => DisturbAsync(proxy =>
            {
                proxy.Reset();
                return Task.CompletedTask;
            }),
            () => DisturbAsync(async proxy =>
            {
                proxy.Delay = TimeSpan.FromMilliseconds(200);
                await experiment.PauseAsync(experiment.Between(1, Run.Pick(2, 10)));
                proxy.Delay = TimeSpan.Zero;
            }),
            () => DisturbAsync(async proxy =>
            {
                proxy.Slice = 7;
                await experiment.PauseAsync(experiment.Between(1, Run.Pick(2, 10)));
                proxy.Slice = 0;
            }),
        ];

        async Task DisturbAsync(Func<TcpProxy, Task> disturb)
        {
            var from = DateTimeOffset.UtcNow;
            await disturb(experiment.Replicas.Proxy(await experiment.ChooseAsync()));
            await experiment.HealedAsync();
            experiment.Fault(from, over: from); // the other replica need not wait for its end
        }
    }
}
