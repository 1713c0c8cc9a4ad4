using System.Diagnostics;
using System.Net.Sockets;
using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Scenarios.Disconnect;

/// <summary>A client starts a long task, hangs up, and learns by webhook that it is done.</summary>
internal sealed class DisconnectScenario(AgentConnection connection, Submitter submitter, NotificationWatch watch, Screen screen) : IScenario
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
        var agent = await connection.ConnectAsync(cancellationToken);
        var card = await agent.GetCardAsync(cancellationToken);
        screen.Say($"Agent: {card.Name} {card.Version}, by A2A {agent.Version.ToText()} over {agent.Binding.ToText()}");

        var submission = await submitter.SubmitAsync(agent, cancellationToken);
        screen.Say("Connection closed. From here on only webhooks tell.");
        return submission.TaskId is { } taskId
            ? DisconnectVerdict.Of(await FollowAsync(agent, taskId, submission, cancellationToken))
            : Verdict.Of(new Check("The agent made a task of the message", "the agent told of no task"));
    }

    private async Task<DisconnectRun> FollowAsync(A2AClient agent, string taskId, Submission submission, CancellationToken cancellationToken)
    {
        var sequenceAtDisconnect = await watch.LastSequenceAsync(taskId, cancellationToken);
        var notifications = await screen.WaitAsync(
            $"Waiting up to {watch.Patience} for webhooks of task {taskId}",
            () => watch.UntilTerminalAsync(taskId, screen.ShowNotification, cancellationToken));
        var task = await FetchAsync(agent, taskId, submission.Trace, cancellationToken);
        screen.ShowResult(task);

        return new DisconnectRun
        {
            StateAtDisconnect = submission.State,
            SequenceAtDisconnect = sequenceAtDisconnect,
            Notifications = notifications,
            Patience = watch.Patience,
            Task = task,
        };
    }

    /// <summary>Fetches the result within the trace of the submission, where a person looks for it.</summary>
    private static async Task<AgentTask> FetchAsync(A2AClient agent, string taskId, ActivityContext trace, CancellationToken cancellationToken)
    {
        using var span = SampleTelemetry.Source.StartActivity("client.fetch", ActivityKind.Client, trace);
        return await agent.GetTaskAsync(taskId, historyLength: 0, cancellationToken);
    }

    private static bool IsFaultOfAService(Exception e, CancellationToken cancellationToken) =>
        e is A2AException or HttpRequestException or IOException or SocketException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
