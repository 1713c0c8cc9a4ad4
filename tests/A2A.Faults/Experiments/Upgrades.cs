using System.Text.RegularExpressions;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F27: a deployment of the next version, and its roll-back, with tasks, subscriptions and streams under way.</summary>
public sealed partial class Upgrades
{
    [Fact(
        Skip = "It builds an earlier version, which takes a minute: A2A_FAULTS=full dotnet test --project tests/A2A.Faults --filter-class \"*Upgrades*\"",
        SkipType = typeof(Run), SkipUnless = nameof(Run.IsFull))]
    public async Task An_upgrade_and_its_roll_back_lose_nothing_and_repeat_nothing()
    {
        PreviousVersion built;
        using (await Turn.TakeAsync(isAlone: true)) // the build leaves no time for others
        {
            built = await PreviousVersion.BuildAsync();
        }

        using var previous = built;
        await using var experiment = await Experiment.StartAsync(
            new("F27", "an upgrade, its roll-back and the upgrade again: SIGTERM of one replica after the other, each comes back in the other version")
            {
                Program = previous.Program,
                Step = TimeSpan.FromMilliseconds(500),
                Settings =
                [
                    .. Settings.Patient, .. Followers.Settings,
                    ("Push__Drain", "00:00:12"), ("Execution__Drain", "00:00:01"), // tasks take longer, and go on elsewhere
                    ("Logging__LogLevel__A2A.Server.Execution.TaskRunner", "Information"),
                ],
            });
        using var followers = new Followers(experiment);
        experiment.Submit(9);
        foreach (var program in (string?[])[null, previous.Program, null])
        {
            await RollAsync(experiment, program);
        }

        await experiment.StopSubmittingAsync();
        var broken = await followers.BrokenAsync(new Logs(experiment.Database));
        followers.Resumed.ShouldBePositive();
        await experiment.HoldsAsync(
            Settings.Recovery, mayRepeat: false, others: broken,
            measured: $"; from {previous.Commit}; {followers.Count} tasks are followed by streams, which resumed {followers.Resumed} times");
    }

    /// <summary>One replica after the other, until tasks that the version before began have gone on in this one.</summary>
    private static async Task RollAsync(Experiment experiment, string? program)
    {
        experiment.Replicas.Program = program;
        for (var index = 0; index < experiment.Replicas.Count; index++)
        {
            await experiment.PauseAsync(TimeSpan.FromSeconds(4)); // both versions at work
            await experiment.Replicas.TerminateAsync(index);
            experiment.Fault();
            await experiment.Replicas.BeginAsync(index);
        }

        // The last one of the version before gave its tasks back when only the first one of this version was up.
        await Eventually.TrueAsync(
            () => Task.FromResult(experiment.Replicas.Process(0).Output.Any(line => GoesOn().IsMatch(line))),
            "tasks that the other version began go on in this one");
    }

    // Task 0197… begins with agent long-running, attempt 2, 5 steps done before
    [GeneratedRegex(" begins with agent \\S+, attempt [0-9]+, [1-9][0-9]* steps done before")]
    private static partial Regex GoesOn();
}
