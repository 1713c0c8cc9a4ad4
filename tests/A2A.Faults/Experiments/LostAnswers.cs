using A2A.Faults.Rig;

namespace A2A.Faults.Experiments;

/// <summary>F7: a script runs, and its answer is lost with the connection; the replica cannot know, and runs it again.</summary>
public sealed class LostAnswers
{
    [Fact]
    public async Task An_operation_whose_answer_was_lost_is_applied_once()
    {
        await using var experiment = await Experiment.StartAsync(
            new("F7", "the answers of scripts are lost, one of 23 and one of 31") { Proxied = true });
        var (first, second) = (experiment.Replicas.Proxy(0), experiment.Replicas.Proxy(1));
        (first.LosesAnswerOfEach, second.LosesAnswerOfEach) = (23, 31);
        experiment.Submit(Run.Pick(5, 9));

        for (var hundred = 1; hundred <= Run.Pick(1, 5); hundred++)
        {
            await Eventually.TrueAsync(
                () => Task.FromResult(first.Lost.Count + second.Lost.Count >= hundred * Run.Pick(50, 100)), "answers are lost");
        }

        await experiment.StopSubmittingAsync();
        (first.LosesAnswerOfEach, second.LosesAnswerOfEach) = (0, 0);
        foreach (var lost in first.Lost.Concat(second.Lost))
        {
            experiment.Fault(lost, over: lost, until: lost);
        }

        await experiment.HoldsAsync(Eventually.Patience); // each loss also breaks off what others have asked on that connection
    }
}
