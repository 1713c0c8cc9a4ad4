using System.Net.Sockets;
using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Scenarios.Disconnect;

/// <summary>A client starts a long task, hangs up, and learns by webhook that it is done.</summary>
internal sealed class DisconnectScenario(
    AgentConnection connection, Submitter submitter, ReceiverClient receiver, NotificationFeed webhooks, Screen screen) : IScenario
{
    public async Task<Verdict> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await PlayAsync(cancellationToken);
        }
        catch (Exception e) when (IsFaultOfAService(e, cancellationToken))
        {
            return Verdict.Of(new Check("Agent and receiver answered", e.Message.TrimEnd('.')));
        }
    }

    private async Task<Verdict> PlayAsync(CancellationToken cancellationToken)
    {
        using var span = SampleTelemetry.Source.StartActivity("client.disconnect");
        if (span is not null)
        {
            screen.Say($"Trace {span.TraceId}: find it in the dashboard");
        }

        var agent = await connection.ConnectAsync(cancellationToken);
        var card = await agent.GetCardAsync(cancellationToken);
        screen.Say($"Agent: {card.Name} {card.Version}, by A2A {agent.Version.ToText()} over {agent.Binding.ToText()}");

        var submission = await submitter.SubmitAsync(agent, cancellationToken);
        span?.SetTag("a2a.task.id", submission.TaskId);
        screen.Say("Connection closed. From here on only webhooks tell.");
        return submission.TaskId is { } taskId
            ? DisconnectVerdict.Of(await FollowAsync(agent, taskId, submission, cancellationToken))
            : Verdict.Of(new Check("The agent made a task of the message", "the agent told of no task"));
    }

    private async Task<DisconnectRun> FollowAsync(
        A2AClient agent, string taskId, SubmittedTask submission, CancellationToken cancellationToken)
    {
        var sequenceAtDisconnect = await receiver.LastSequenceAsync(taskId, cancellationToken);
        var notifications = await screen.WaitAsync(
            $"Waiting up to {webhooks.Patience} for webhooks of task {taskId}",
            () => webhooks.UntilTerminalAsync(taskId, screen.ShowNotification, cancellationToken));
        var task = await agent.GetTaskAsync(taskId, historyLength: 0, cancellationToken);
        screen.ShowResult(task);

        return new DisconnectRun
        {
            StateAtDisconnect = submission.State,
            SequenceAtDisconnect = sequenceAtDisconnect,
            Notifications = notifications,
            Patience = webhooks.Patience,
            Task = task,
        };
    }

    private static bool IsFaultOfAService(Exception e, CancellationToken cancellationToken) =>
        e is A2AException or HttpRequestException or IOException or SocketException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
