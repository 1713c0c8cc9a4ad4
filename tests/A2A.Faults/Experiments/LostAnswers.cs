using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F7: a script runs, and its answer is lost with the connection; whoever asked does not know, and asks again.</summary>
public sealed class LostAnswers
{
    [Fact]
    public async Task An_operation_whose_answer_was_lost_is_applied_once()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F7", "the answers of scripts are lost, one of 23 and one of 31") { Proxied = true });
        experiment.Replicas.Proxy(0).LosesAnswerOfEach = 23;
        experiment.Replicas.Proxy(1).LosesAnswerOfEach = 31;
        experiment.Submit(Run.Pick(5, 9));

        await Eventually.TrueAsync(
            () => Task.FromResult((experiment.Faults = experiment.Replicas.Proxy(0).Lost + experiment.Replicas.Proxy(1).Lost) >= Run.Pick(50, 500)),
            "answers are lost");
        await experiment.StopSubmittingAsync();
        experiment.Faults = experiment.Replicas.Proxy(0).Lost + experiment.Replicas.Proxy(1).Lost;
        (experiment.Replicas.Proxy(0).LosesAnswerOfEach, experiment.Replicas.Proxy(1).LosesAnswerOfEach) = (0, 0);

        await experiment.HoldsAsync(Settings.Recovery);
    }
}
