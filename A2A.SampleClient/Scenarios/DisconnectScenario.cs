using A2A.Protocol;
using A2A.SampleClient.Output;
using A2A.SampleClient.Playing;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Scenarios;

/// <summary>A client starts a long task, hangs up, and learns by webhook that it is done.</summary>
internal static class DisconnectScenario
{
    private const int EventsBeforeDisconnect = 2;

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.SignedWebhookAsync(cancellationToken);
        var (taskId, state, left) = ((string?)null, TaskState.Unspecified, EventsBeforeDisconnect);
        // Leaving the loop disposes the stream, and with it the connection.
        await foreach (var item in stage.StreamAsync("Train a machine learning model", webhook, cancellationToken))
        {
            taskId = item.TaskId ?? taskId;
            state = item.State is TaskState.Unspecified ? state : item.State;
            if (--left == 0)
            {
                break;
            }
        }

        stage.Screen.Say("Connection closed. From here on only webhooks tell.");
        var id = taskId ?? throw Stage.NoTask();
        var sequenceAtDisconnect = await stage.Mailbox.LastSequenceAsync(id, cancellationToken);
        var heard = await stage.HearToTheEndAsync(id, cancellationToken);
        var task = await stage.FetchAsync(id, cancellationToken);

        return Verdict.Of([
            ClosedInTime(state),
            ToldAfterwards(heard, sequenceAtDisconnect),
            .. Checks.Of(heard),
            Checks.Completed(task),
            Checks.HasArtifacts(task)]);
    }

    private static Check ClosedInTime(TaskState state) => Check.That(
        "The connection was closed while the task was running",
        !state.IsTerminal(),
        $"the task was {state.ToText()} before the connection was closed");

    /// <summary>Told by the receiver's own order, so that no two clocks need agree.</summary>
    internal static Check ToldAfterwards(Heard heard, long sequenceAtDisconnect) => Check.That(
        "The webhook that tells of completion came after that",
        heard.First() is not { } end || end.Sequence > sequenceAtDisconnect,
        "the webhook of completion had arrived before the connection was closed");
}
