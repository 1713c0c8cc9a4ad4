using System.Diagnostics;
using System.Net.Sockets;
using A2A.Protocol;
using A2A.SampleClient.Connections;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Receiver;

/// <summary>Waits for webhooks by asking the receiver again and again.</summary>
internal sealed class NotificationWatch(ReceiverClient receiver, IOptions<SampleClientOptions> options, TimeProvider time)
{
    private readonly TimeSpan _pollInterval = options.Value.PollInterval;

    /// <summary>How long it waits at most.</summary>
    public TimeSpan Patience { get; } = options.Value.Patience;

    /// <summary>The sequence of the newest webhook of a task; 0 when none has arrived.</summary>
    /// <exception cref="HttpRequestException">The receiver does not answer.</exception>
    public async Task<long> LastSequenceAsync(string taskId, CancellationToken cancellationToken)
    {
        using var unseen = Unseen();
        var notifications = await receiver.ListAsync(taskId, cancellationToken);
        return notifications is [.., var last] ? last.Sequence : 0;
    }

    /// <summary>
    /// Waits for a genuine webhook that ends the task, and gives all that have arrived until then or until patience
    /// runs out; <paramref name="arrived"/> sees each of them once.
    /// </summary>
    /// <remarks>A receiver that does not answer is asked again: it may be restarting.</remarks>
    public async Task<IReadOnlyList<Notification>> UntilTerminalAsync(
        string taskId, Action<Notification> arrived, CancellationToken cancellationToken)
    {
        using var unseen = Unseen();
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        IReadOnlyList<Notification> seen = [];
        try
        {
            while (!seen.Any(Ends))
            {
                var now = await ListOrNullAsync(taskId, end.Token) ?? seen;
                foreach (var notification in now.Skip(seen.Count))
                {
                    arrived(notification);
                }

                seen = now;
                if (!seen.Any(Ends))
                {
                    await Task.Delay(_pollInterval, time, end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What has arrived by now is the answer.
        }

        return seen;
    }

    private static bool Ends(Notification notification) => notification.IsVerified && notification.TaskState.IsTerminal();

    private async Task<IReadOnlyList<Notification>?> ListOrNullAsync(string taskId, CancellationToken cancellationToken)
    {
        try
        {
            return await receiver.ListAsync(taskId, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return null;
        }
    }

    /// <summary>
    /// A span that is not sampled: requests made under it, and what they cause in the receiver, stay out of all
    /// traces. Asked twice a second, they would bury what matters.
    /// </summary>
    private static Activity Unseen() => new Activity("client.poll") { ActivityTraceFlags = ActivityTraceFlags.None }.Start();
}
