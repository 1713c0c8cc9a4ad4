using A2A.Protocol.Tests.Golden;
using A2A.Protocol.V03;
using static A2A.Protocol.Tests.Golden.GoldenFiles;

namespace A2A.Protocol.Tests.V03;

/// <summary>The files v1-x and v03-x say the same in the two versions.</summary>
public sealed class TranslationTests
{
    [Fact]
    public void A_task_becomes_one_of_0_3() => Read<AgentTask>("v1-task").ToV03().ShouldBeOnTheWire("v03-task");

    [Fact]
    public void A_task_of_0_3_becomes_one_of_1_0() => Read<V03Task>("v03-task").ToModel().ShouldBeOnTheWire("v1-task");

    [Fact]
    public void A_message_becomes_one_of_0_3() => Read<Message>("v1-message").ToV03().ShouldBeOnTheWire("v03-message");

    [Fact]
    public void A_message_of_0_3_becomes_one_of_1_0() => Read<V03Message>("v03-message").ToModel().ShouldBeOnTheWire("v1-message");

    [Fact]
    public void A_status_update_becomes_one_of_0_3() =>
        Read<TaskStatusUpdateEvent>("v1-status-update").ToV03().ShouldBeOnTheWire("v03-status-update");

    [Fact]
    public void A_status_update_of_0_3_becomes_one_of_1_0() =>
        Read<V03StatusUpdate>("v03-status-update").ToModel().ShouldBeOnTheWire("v1-status-update");

    [Fact]
    public void An_artifact_update_becomes_one_of_0_3() =>
        Read<TaskArtifactUpdateEvent>("v1-artifact-update").ToV03().ShouldBeOnTheWire("v03-artifact-update");

    [Fact]
    public void An_artifact_update_of_0_3_becomes_one_of_1_0() =>
        Read<V03ArtifactUpdate>("v03-artifact-update").ToModel().ShouldBeOnTheWire("v1-artifact-update");

    [Fact]
    public void A_request_becomes_one_of_0_3() => Read<SendMessageRequest>("v1-send-message").ToV03().ShouldBeOnTheWire("v03-send-message");

    [Fact]
    public void A_request_of_0_3_becomes_one_of_1_0() =>
        Read<V03MessageSendParams>("v03-send-message").ToModel().ShouldBeOnTheWire("v1-send-message");

    [Fact]
    public void A_push_config_becomes_one_of_0_3() =>
        Read<TaskPushNotificationConfig>("v1-push-config").ToV03().ShouldBeOnTheWire("v03-push-config");

    [Theory]
    [InlineData("v03-push-config-set")]
    [InlineData("v03-push-config-flat")]
    public void A_push_config_of_0_3_becomes_one_of_1_0_in_either_form(string name) =>
        Read<V03SetPushConfigParams>(name).ToModel().ShouldBeOnTheWire("v1-push-config");

    [Theory]
    [InlineData("v03-send-message-push-beside", true)]
    [InlineData("v03-send-message-push-config-beside", null)]
    public void A_push_config_is_found_wherever_clients_put_it(string name, bool? returnImmediately)
    {
        var configuration = Read<V03MessageSendParams>(name).ToModel().Configuration!;

        (configuration.TaskPushNotificationConfig! with { TaskId = "task-1" }).ShouldBeOnTheWire("v1-push-config");
        configuration.ReturnImmediately.ShouldBe(returnImmediately);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Blocking_is_the_inverse_of_return_immediately(bool? returnImmediately, bool? blocking) =>
        new SendMessageRequest { Configuration = new() { ReturnImmediately = returnImmediately } }.ToV03().Configuration!.Blocking.ShouldBe(blocking);

    [Theory]
    [InlineData(TaskState.Unspecified, "unknown", false)]
    [InlineData(TaskState.Submitted, "submitted", false)]
    [InlineData(TaskState.Working, "working", false)]
    [InlineData(TaskState.InputRequired, "input-required", true)]
    [InlineData(TaskState.AuthRequired, "auth-required", true)]
    [InlineData(TaskState.Completed, "completed", true)]
    [InlineData(TaskState.Canceled, "canceled", true)]
    [InlineData(TaskState.Failed, "failed", true)]
    [InlineData(TaskState.Rejected, "rejected", true)]
    public void Each_state_has_its_name_and_ends_the_stream_or_not(TaskState state, string name, bool final)
    {
        var update = new TaskStatusUpdateEvent { Status = new() { State = state } }.ToV03();

        update.Status!.State.ShouldBe(name);
        update.Final.ShouldBe(final);
        V03TaskState.FromV03(name).ShouldBe(state);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("paused")]
    public void An_unknown_state_is_unspecified(string? name) => V03TaskState.FromV03(name).ShouldBe(TaskState.Unspecified);

    [Fact]
    public void What_is_missing_gets_the_defaults_of_1_0()
    {
        new V03Task().ToModel().ShouldBe(new AgentTask());
        new V03MessageSendParams().ToModel().Message.Parts.ShouldBeEmpty();
        new V03Message { Parts = [null] }.ToModel().Parts.ShouldBe([new Part()]);
        new V03Message { Role = "system" }.ToModel().Role.ShouldBe(Role.Unspecified);
    }
}
