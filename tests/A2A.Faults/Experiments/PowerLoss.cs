using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>
/// F4: the power fails. Of the append-only file there is what was synced, and by chance some of what was written after it.
/// </summary>
/// <remarks>
/// <para>A kill -9 leaves the page cache, so the file is cut. How much was synced is not told by Redis 7.0; it is inferred:</para>
/// <para><c>always</c>: Redis writes and syncs in one go before it answers anything else. At first the proxies stop: nothing is
/// acknowledged from then on. Then the file's length is read, and Redis is asked for an answer (PING): when it comes, the sync of all
/// that the file had is over. The file is cut to that length, or by chance behind it.</para>
/// <para><c>everysec</c>: Redis syncs in the background once a second and lets it take two. What the file had two seconds before the power
/// failed is all that may be relied on: the file is cut to that length.</para>
/// </remarks>
public sealed class PowerLoss
{
    private static readonly TimeSpan Unsynced = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task With_appendfsync_always_a_power_loss_loses_nothing()
    {
        await using var experiment = await StartAsync("F4", "always");

        await LosePowerAsync(experiment, Run.Pick(3, 130), async () =>
        {
            Hold(experiment);
            var length = Log(experiment).Length;
            await experiment.Server.PingAsync();
            return length;
        });

        await experiment.HoldsAsync(Settings.Recovery);
    }

    [Fact]
    public async Task The_checker_sees_what_appendfsync_everysec_loses_and_what_is_left_is_consistent()
    {
        await using var experiment = await StartAsync("F4 control", "everysec");

        await LosePowerAsync(experiment, 1, async () =>
        {
            var length = Log(experiment).Length;
            await experiment.PauseAsync(Unsynced);
            Hold(experiment);
            return length;
        });

        var report = await experiment.BreaksAsync("I1");
        report.Losses.ShouldBePositive();
        report.BrokenInvariants.ShouldNotContain("I2", $"{report}");
        report.BrokenInvariants.ShouldNotContain("I6", $"{report}");
    }

    private static Task<Experiment> StartAsync(string name, string policy) => Experiment.StartAsync(
        new(name, $"power loss with `appendfsync {policy}`: the file is cut to its synced length")
        {
            Proxied = true,
            Step = TimeSpan.FromMilliseconds(50), // tasks that are over before what they wrote is lost
            Redis = ["--appendfsync", policy, "--auto-aof-rewrite-percentage", "0"], // one file
        });

    /// <param name="synced">Stops the proxies, and gives how much of the file is synced then.</param>
    private static async Task LosePowerAsync(Experiment experiment, int times, Func<Task<long>> synced)
    {
        experiment.Submit(Run.Pick(6, 9));
        while (experiment.Faults < times)
        {
            await experiment.PauseAsync(experiment.Between(2, 3));
            var from = DateTimeOffset.UtcNow;
            var length = await synced();
            await experiment.Redis.KillAsync();
            await using (var file = Log(experiment).Open(FileMode.Open))
            {
                var isMoreKept = times > 1 && experiment.Random.Next(2) == 0;
                file.SetLength(isMoreKept ? experiment.Random.NextInt64(length, file.Length + 1) : length);
            }

            for (var index = 0; index < experiment.Replicas.Count; index++)
            {
                experiment.Replicas.Proxy(index).Reset(); // answers that were held back are lost with their server
                experiment.Replicas.Proxy(index).Pass();
            }

            await experiment.Redis.StartAsync();
            var over = DateTimeOffset.UtcNow;
            await experiment.HealedAsync();
            experiment.Fault(from, over);
        }
    }

    private static void Hold(Experiment experiment)
    {
        for (var index = 0; index < experiment.Replicas.Count; index++)
        {
            experiment.Replicas.Proxy(index).Hold();
        }
    }

    private static FileInfo Log(Experiment experiment) =>
        new DirectoryInfo(Path.Combine(experiment.Redis.Folder, "appendonlydir")).GetFiles("*.incr.aof").ShouldHaveSingleItem();
}
