using System.Globalization;
using System.Text.RegularExpressions;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F2: kill -9 while tasks run.</summary>
public sealed partial class StuckTasks
{
    [Fact]
    public async Task A_killed_replicas_tasks_go_on_behind_their_last_durable_step()
    {
        await using var experiment = await Experiment.StartAsync(new("F2", "kill -9 of a replica while its tasks run")
        {
            Step = TimeSpan.FromMilliseconds(Run.Pick(300, 150)),
            Settings =
            [
                ("Logging__LogLevel__A2A.Server.Execution.TaskRunner", "Information"),
                ("Execution__Lease", $"{Settings.DeliveryLease:c}"), // so long that a slow machine takes no task from a living replica
            ],
        });
        var logs = new Logs(experiment.Database);
        Dictionary<string, int> kept = [];

        for (var kill = 0; kill < Run.Pick(2, 20); kill++)
        {
            using var enough = new CancellationTokenSource();
            var submitting = experiment.Load.RunAsync(Run.Pick(10, 50), enough.Token);
            await experiment.PauseAsync(experiment.Between(1, 2));
            await enough.CancelAsync();
            await submitting;
            var victim = await experiment.ChooseAsync();
            await experiment.Replicas.KillAsync(victim);
            experiment.Fault();

            foreach (var id in await logs.TasksAsync())
            {
                var task = (await logs.ReadAsync(id))!; // it was in the list a moment ago
                if (!task.Events[^1].IsTerminal)
                {
                    kept[id] = task.Steps; // the run that follows finds them, or more
                }
            }

            await experiment.Replicas.BeginAsync(victim);
            await experiment.RestedAsync();
        }

        await experiment.HoldsAsync(longestRecovery: Settings.Recovery);
        var resumed = experiment.Replicas.Output.Select(line => Begins().Match(line))
            .Where(begin => begin.Success && Number(begin, 2) > 1)
            .Select(begin => (Task: begin.Groups[1].Value, Steps: Number(begin, 3))).ToList();
        var behind = resumed.Average(begin => begin.Steps);
        TestContext.Current.TestOutputHelper?.WriteLine($"{resumed.Count} tasks were resumed, behind {behind:0.0} steps");
        resumed.ShouldContain(begin => begin.Steps > 0, $"a task is killed behind a step; A2A_FAULTS_SEED={Run.Seed}");
        resumed.GroupBy(begin => begin.Task, begin => begin.Steps)
            .Where(task => task.Max() < kept.GetValueOrDefault(task.Key)).Select(task => (task.Key, task.Max()))
            .ShouldBeEmpty($"they had {string.Join(' ', kept)}; A2A_FAULTS_SEED={Run.Seed}");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    // Task 0197… begins with agent long-running, attempt 2, 5 steps done before
    [GeneratedRegex("Task (\\S+) begins with agent \\S+, attempt ([0-9]+), ([0-9]+) steps done before")]
    private static partial Regex Begins();
}
