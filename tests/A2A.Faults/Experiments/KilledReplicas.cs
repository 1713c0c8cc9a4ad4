using A2A.Faults.Rig;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace A2A.Faults.Experiments;

/// <summary>F1: kill -9 of a random replica every 2 s.</summary>
public sealed class KilledReplicas
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How long the control's dispatcher keeps what it has acknowledged.</summary>
    private static readonly TimeSpan InMemory = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Kills_of_random_replicas_lose_nothing_and_repeat_at_most_two_events_of_a_subscription_each()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F1", "kill -9 of a random replica every 2 s") { Replicas = Run.Pick(2, 3) });

        await KillAsync(experiment, () => experiment.Faults == Run.Pick(3, 320), Run.Pick(6, 18));

        await experiment.HoldsAsync(longestRecovery: Settings.Recovery);
    }

    /// <summary>
    /// An acknowledgement before the send, as the outside sees it: the dispatcher has its 200, and moves its cursor on, while the event
    /// is only in the memory of its sender, which here is as long as the sender's connection.
    /// </summary>
    [Fact]
    public async Task The_checker_sees_a_dispatcher_that_acknowledges_before_it_sends()
    {
        var lost = 0;
        Experiment? running = null;
        await using var experiment = running = await Experiment.StartAsync(new("F1 control", "the same, acknowledged before the send")
        {
            Answer = (received, http) =>
            {
                _ = SendAsync(received, http.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed);
                return Task.FromResult(false);
            },
        });

        // A kill may find nothing in memory, or what is sent again.
        await KillAsync(
            experiment,
            () => experiment.Faults >= Run.Pick(2, 5) && Volatile.Read(ref lost) > 2 || experiment.Faults == 20,
            Run.Pick(6, 18));

        await experiment.RestedAsync();
        await experiment.PauseAsync(InMemory * 2); // what is still in memory, and whose sender lives, is sent
        var report = await experiment.BreaksAsync("I1");
        report.Losses.ShouldBePositive();

        async Task SendAsync(Received received, CancellationToken sender)
        {
            await Task.Delay(InMemory, CancellationToken.None);
            if (sender.IsCancellationRequested)
            {
                Interlocked.Increment(ref lost);
            }
            else
            {
                running?.Receiver.Keep(received with { IsAccepted = true });
            }
        }
    }

    private static async Task KillAsync(Experiment experiment, Func<bool> isEnough, int rate)
    {
        experiment.Submit(rate);
        var start = Task.CompletedTask;
        while (!isEnough())
        {
            await experiment.PauseAsync(Pause);
            await start; // one is always up, so that recovery is measured, not the start of a process
            start = await experiment.KillReplicaAsync();
        }

        await experiment.StopSubmittingAsync();
        await start;
    }
}
