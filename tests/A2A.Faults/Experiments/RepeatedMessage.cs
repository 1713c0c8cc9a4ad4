using System.Diagnostics;
using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F15: one message 100 times at once, over two replicas.</summary>
public sealed class RepeatedMessage
{
    private const int Times = 100;

    [Fact]
    public async Task A_message_that_comes_a_hundred_times_at_once_makes_one_task()
    {
        await using var experiment = await Experiment.StartAsync(new("F15", $"one message {Times} times at once over 2 replicas") { Settings = Settings.Patient });
        for (var round = 0; round < Run.Pick(3, 30); round++)
        {
            var (message, trace) = ($"message-{round}", ActivityTraceId.CreateRandom().ToString());

            var submits = await Task.WhenAll(Enumerable.Range(0, Times).Select(time =>
                experiment.Load.SubmitAsync(experiment.Replicas.Live[time % 2], isQuick: true, message, trace)));

            submits.Select(submit => submit.TaskId).Distinct().ShouldHaveSingleItem().ShouldNotBeNull($"A2A_FAULTS_SEED={Run.Seed}");
        }

        await experiment.HoldsAsync(Settings.Recovery, mayRepeat: false);
    }

    [Fact]
    public async Task The_checker_sees_a_message_that_makes_more_than_one_task()
    {
        await using var experiment = await Experiment.StartAsync(new("F15 control", "the same without the guard of the message"));
        for (var copy = 0; copy < 2; copy++)
        {
            await experiment.Load.SubmitAsync(isQuick: true, "the-message");
            foreach (var guard in experiment.Server.Keys(pattern: "*:message:*"))
            {
                await experiment.Database.KeyDeleteAsync(guard);
            }
        }

        await experiment.BreaksAsync("I2");
    }
}
