using A2A.Protocol;
using A2A.SampleClient.Playing;
using A2A.SampleClient.Receiver;
using A2A.SampleClient.Scenarios;

namespace A2A.SampleClient.Tests;

public sealed class ChecksTests
{
    private static readonly AgentTask Done = new()
    {
        Id = "task-1",
        Status = new() { State = TaskState.Completed },
        Artifacts = [new() { ArtifactId = "a", Name = "model", Parts = [Part.Of("result")] }],
    };

    [Theory]
    [InlineData("completed")]
    [InlineData("submitted,working,working,completed")]
    [InlineData("working,input-required,working,completed")]
    [InlineData("submitted,,completed")]
    public void States_in_order_pass(string states) => Verdict.Of(Checks.Of(Hear(states.Split(',')))).Reason.ShouldBe("");

    [Theory]
    [InlineData("completed,working")]
    [InlineData("completed,completed")]
    [InlineData("working,submitted,completed")]
    [InlineData("failed,completed")]
    public void States_out_of_order_do_not(string states) =>
        Verdict.Of(Checks.Of(Hear(states.Split(',')))).Reason.ShouldBe($"the states came as [{states.Replace(",", ", ")}]");

    [Fact]
    public void A_canceled_task_ends_as_it_should_when_that_was_wanted() =>
        Verdict.Of(Checks.Of(Hear("submitted", "canceled"), TaskState.Canceled)).Passed.ShouldBeTrue();

    [Fact]
    public void The_completion_must_be_newer_than_the_disconnect()
    {
        DisconnectScenario.ToldAfterwards(Hear("submitted", "completed"), 2).Problem
            .ShouldBe("the webhook of completion had arrived before the connection was closed");
        DisconnectScenario.ToldAfterwards(Hear("submitted", "completed"), 1).Holds.ShouldBeTrue();
    }

    [Fact]
    public void A_task_that_failed_says_why() =>
        Checks.Completed(Done with { Status = new() { State = TaskState.Failed, Message = new() { Parts = [Part.Of("no disk")] } } }).Problem
            .ShouldBe("the task is failed: no disk");

    [Fact]
    public void An_artifact_without_content_is_no_result() =>
        Checks.HasArtifacts(Done with { Artifacts = [new() { ArtifactId = "a" }] }).Problem.ShouldBe("the task has no artifact");

    [Fact]
    public void Each_artifact_that_is_named_must_be_there()
    {
        Checks.HasArtifacts(Done, "model").Holds.ShouldBeTrue();
        Checks.HasArtifacts(Done, "model", "log").Problem.ShouldBe("the task has no artifact log; it has model");
    }

    [Fact]
    public void Every_problem_is_told()
    {
        var verdict = Verdict.Of(Checks.Of(new Course(Done, Hear(), new AgentTask())));

        verdict.Checks.Count(check => !check.Holds).ShouldBe(6);
        verdict.Reason.ShouldBe(
            "the task was completed; no webhook arrived within 00:02:00 (why is told by the agent's /ops/tasks/<task>/subscriptions); there is no notification to verify; the states came as [];"
            + " the task is unknown; the task has no artifact");
    }

    [Theory]
    [InlineData("1,2,3", "")]
    [InlineData("1,3", "these events are missing: 2; the two readers saw different orders")]
    [InlineData("1,2,2,3", "these events came twice: 2; the two readers saw different orders")]
    [InlineData("1,3,2", "the two readers saw different orders")]
    public void A_resumed_stream_has_every_event_once_and_in_order(string resumed, string reason) =>
        StreamScenario.Judge(resumed.Split(','), ["1", "2", "3"], Done).Reason.ShouldBe(reason);

    [Fact]
    public void A_stream_without_ids_cannot_be_resumed() =>
        StreamScenario.Judge([null], [null], Done).Reason.ShouldBe("the agent's events have no ids, so its streams cannot be resumed");

    private static Heard Hear(params string[] states) => new(Webhooks.Of(states), TimeSpan.FromMinutes(2));
}
