using A2A.Protocol;
using A2A.SampleClient.Scenarios.Disconnect;

namespace A2A.SampleClient.Tests;

public sealed class DisconnectVerdictTests
{
    private static readonly AgentTask Done = new()
    {
        Id = "task-1",
        Status = new() { State = TaskState.Completed },
        Artifacts = [new() { ArtifactId = "a", Parts = [Part.Of("result")] }],
    };

    private static readonly DisconnectRun Good = new()
    {
        StateAtDisconnect = TaskState.Working,
        SequenceAtDisconnect = 1,
        Notifications = Webhooks.Of("submitted", "working", "completed"),
        Patience = TimeSpan.FromMinutes(2),
        Task = Done,
    };

    [Theory]
    [InlineData("completed")]
    [InlineData("submitted,working,working,completed")]
    [InlineData("working,input-required,working,completed")]
    [InlineData("submitted,,completed")]
    public void States_in_order_pass(string states) =>
        DisconnectVerdict.Of(Good with { SequenceAtDisconnect = 0, Notifications = Webhooks.Of(states.Split(',')) }).Reason.ShouldBe("");

    [Theory]
    [InlineData("completed,working")]
    [InlineData("completed,completed")]
    [InlineData("working,submitted,completed")]
    [InlineData("failed,completed")]
    public void States_out_of_order_do_not(string states) =>
        DisconnectVerdict.Of(Good with { SequenceAtDisconnect = 0, Notifications = Webhooks.Of(states.Split(',')) })
            .Reason.ShouldBe($"the states came as [{states.Replace(",", ", ")}]");

    [Fact]
    public void The_completion_must_be_newer_than_the_disconnect() =>
        DisconnectVerdict.Of(Good with { SequenceAtDisconnect = 3 }).Reason.ShouldBe("the webhook of completion had arrived before the connection was closed");

    [Fact]
    public void The_task_must_not_have_ended_before_the_disconnect() =>
        DisconnectVerdict.Of(Good with { StateAtDisconnect = TaskState.Failed }).Reason.ShouldBe("the task was failed before the connection was closed");

    [Fact]
    public void The_task_itself_must_be_completed() =>
        DisconnectVerdict.Of(Good with { Task = Done with { Status = new() { State = TaskState.Working } } }).Reason.ShouldBe("the task is working");

    [Fact]
    public void An_artifact_without_content_is_no_result() =>
        DisconnectVerdict.Of(Good with { Task = Done with { Artifacts = [new() { ArtifactId = "a" }] } }).Reason.ShouldBe("the task has no artifact");

    [Fact]
    public void Every_problem_is_told()
    {
        var verdict = DisconnectVerdict.Of(Good with { Notifications = [], Task = new() });

        verdict.Passed.ShouldBeFalse();
        verdict.Checks.Count(check => !check.Holds).ShouldBe(5);
        verdict.Reason.ShouldBe(
            "no webhook arrived within 00:02:00; there is no notification to verify; the states came as []; the task is unknown; the task has no artifact");
    }
}
