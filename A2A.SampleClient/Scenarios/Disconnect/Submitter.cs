using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Scenarios.Disconnect;

/// <summary>What is known when the connection has been closed.</summary>
/// <param name="TaskId">The task; null when the agent made none.</param>
/// <param name="State">The last state that was told.</param>
internal sealed record SubmittedTask(string? TaskId, TaskState State);

/// <summary>Submits a long task with a webhook, looks at the first events and hangs up.</summary>
internal sealed class Submitter(ServiceAddresses addresses, IOptions<SampleClientOptions> options, Screen screen)
{
    private const int EventsBeforeDisconnect = 2;
    private const string Text = "Train a machine learning model";

    private readonly string _secret = options.Value.WebhookSecret;

    public async Task<SubmittedTask> SubmitAsync(A2AClient agent, CancellationToken cancellationToken)
    {
        var submission = new SubmittedTask(null, TaskState.Unspecified);
        screen.Say($"Sending \"{Text}\", webhooks to {addresses.Webhook}");
        var left = EventsBeforeDisconnect;
        // Leaving the loop disposes the stream, and with it the connection.
        await foreach (var item in agent.StreamAsync(Request(), cancellationToken))
        {
            screen.ShowEvent(item);
            submission = After(submission, item.Response);
            if (--left == 0)
            {
                break;
            }
        }

        return submission;
    }

    private SendMessageRequest Request() => new()
    {
        Message = new Message { MessageId = Guid.CreateVersion7().ToString(), Role = Role.User, Parts = [Part.Of(Text)] },
        Configuration = new SendMessageConfiguration
        {
            TaskPushNotificationConfig = new TaskPushNotificationConfig { Url = addresses.Webhook.AbsoluteUri, Secret = _secret },
        },
    };

    private static SubmittedTask After(SubmittedTask before, StreamResponse response) => response switch
    {
        { Task: { } task } => before with { TaskId = task.Id, State = task.Status.State },
        { StatusUpdate: { } update } => before with { TaskId = update.TaskId, State = update.Status.State },
        { ArtifactUpdate: { } update } => before with { TaskId = update.TaskId },
        _ => before,
    };
}
