using A2A.Protocol;
using A2A.SampleClient.Connections;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Receiver;

/// <summary>Where webhooks for this client arrive.</summary>
/// <remarks>The receiver is asked before a webhook is given to an agent, so that a missing one is told before a task is begun.</remarks>
internal sealed class Mailbox(
    ReceiverClient receiver, NotificationFeed feed, ServiceAddresses addresses, IOptions<SampleClientOptions> options, TimeProvider time)
{
    /// <summary>How long no webhook of a task arrives before the receiver is asked whether it refused one.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly string _secret = options.Value.WebhookSecret;

    public Uri Address => addresses.Webhook;

    /// <summary>A webhook that is signed by the secret of the settings.</summary>
    public Task<TaskPushNotificationConfig> SignedAsync(CancellationToken cancellationToken) =>
        CreateAsync(new() { Secret = _secret }, cancellationToken);

    /// <summary>A webhook that shows a token.</summary>
    public Task<TaskPushNotificationConfig> WithTokenAsync(string token, CancellationToken cancellationToken) =>
        CreateAsync(new() { Token = token }, cancellationToken);

    public Task<long> LastSequenceAsync(string taskId, CancellationToken cancellationToken) =>
        receiver.LastSequenceAsync(taskId, cancellationToken);

    /// <summary>Gives what arrives for a task, see <see cref="NotificationFeed.UntilAsync"/>.</summary>
    /// <exception cref="WebhookRefusedException">The receiver takes no webhook of the task, and says why.</exception>
    public async Task<Heard> UntilAsync(
        string taskId, Func<Notification, bool> isLast, Action<Notification> arrived, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hasArrived = false;
        var heard = feed.UntilAsync(taskId, isLast, Arrive, end.Token);
        try
        {
            while (!hasArrived && await Task.WhenAny(heard, Task.Delay(Silence, time, end.Token)) != heard)
            {
                end.Token.ThrowIfCancellationRequested();
                if (!hasArrived && await receiver.RefusedAsync(taskId, end.Token) is { } refused)
                {
                    throw new WebhookRefusedException(refused);
                }
            }

            return await heard;
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)heard).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Arrive(Notification notification)
        {
            hasArrived = true;
            arrived(notification);
        }
    }

    private async Task<TaskPushNotificationConfig> CreateAsync(TaskPushNotificationConfig proof, CancellationToken cancellationToken)
    {
        await receiver.EnsureThereAsync(cancellationToken);
        return proof with { Url = Address.AbsoluteUri };
    }
}

/// <summary>The receiver refuses the webhooks of a task.</summary>
internal sealed class WebhookRefusedException(RefusedNotification refused) : Exception(
    $"the receiver refused a webhook of the task as {refused.Cause}: {refused.Reason.TrimEnd('.')}."
    + " Set SampleClient:WebhookSecret to the secret that the receiver has (its Webhooks:Secrets), or give the receiver what it lacks");
