using System.Runtime.CompilerServices;
using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.SampleClient.Connections;
using A2A.SampleClient.Output;
using A2A.SampleClient.Receiver;

namespace A2A.SampleClient.Playing;

/// <summary>What a scenario plays on: one agent and the mailbox. What happens is shown on the screen and noted in the log.</summary>
internal sealed class Stage(A2AClient agent, AgentConnection connection, Mailbox mailbox, Screen screen, RunLog log)
{
    public A2AClient Agent => agent;

    /// <summary>Speaks to the agent below the protocol's client.</summary>
    public AgentConnection Connection => connection;

    public Mailbox Mailbox => mailbox;

    public Screen Screen => screen;

    /// <summary>A new message with this text; with a task it is the answer to what that asks.</summary>
    public static SendMessageRequest Say(string text, SendMessageConfiguration? configuration = null, AgentTask? about = null) => new()
    {
        Message = new Message
        {
            MessageId = Guid.CreateVersion7().ToString(),
            TaskId = about?.Id,
            ContextId = about?.ContextId,
            Role = Role.User,
            Parts = [Part.Of(text)],
        },
        Configuration = configuration,
    };

    /// <summary>
    /// A webhook that is signed by the secret of the settings. Over gRPC, which has no field for it, by one that the agent has already.
    /// </summary>
    public async Task<TaskPushNotificationConfig> SignedWebhookAsync(CancellationToken cancellationToken)
    {
        var webhook = await mailbox.SignedAsync(cancellationToken);
        return agent.Binding == ProtocolBinding.Grpc ? webhook with { Secret = null } : webhook;
    }

    /// <summary>The course that most stories take: submit with a webhook, hear of the end by it, fetch the result.</summary>
    public async Task<Course> TakeCourseAsync(string text, TaskPushNotificationConfig webhook, CancellationToken cancellationToken)
    {
        var accepted = await SubmitAsync(text, webhook, cancellationToken);
        var heard = await HearToTheEndAsync(accepted.Id, cancellationToken);
        return new Course(accepted, heard, await FetchAsync(accepted.Id, cancellationToken));
    }

    /// <summary>Sends a message and gives its task as it is then, mostly long before its end.</summary>
    public Task<AgentTask> SubmitAsync(string text, TaskPushNotificationConfig? webhook, CancellationToken cancellationToken) =>
        SendAsync(Say(text, new() { ReturnImmediately = true, TaskPushNotificationConfig = webhook }), cancellationToken);

    /// <summary>Sends a message and gives its task when that has ended, or asks something.</summary>
    public Task<AgentTask> AskAsync(
        string text, TaskPushNotificationConfig? webhook, AgentTask? about, CancellationToken cancellationToken) =>
        SendAsync(Say(text, new() { ReturnImmediately = false, TaskPushNotificationConfig = webhook }, about), cancellationToken);

    /// <summary>Sends a message and gives the events of its task. Leaving the loop closes the connection.</summary>
    public IAsyncEnumerable<StreamItem> StreamAsync(
        string text, TaskPushNotificationConfig? webhook, CancellationToken cancellationToken)
    {
        Announce(text, webhook);
        var request = Say(text, new() { TaskPushNotificationConfig = webhook });
        return ShowAsync(agent.StreamAsync(request, cancellationToken), cancellationToken);
    }

    /// <summary>Gives the events of a task after one of them.</summary>
    public IAsyncEnumerable<StreamItem> ResumeAsync(string taskId, string? lastEventId, CancellationToken cancellationToken) =>
        ShowAsync(agent.SubscribeAsync(taskId, lastEventId, cancellationToken), cancellationToken);

    /// <summary>Hears what arrives for a task until a genuine webhook tells of its end.</summary>
    public Task<Heard> HearToTheEndAsync(string taskId, CancellationToken cancellationToken)
    {
        screen.Say($"Waiting for webhooks of task {taskId}");
        return mailbox.UntilAsync(taskId, webhook => webhook.IsVerified && webhook.TaskState.IsTerminal(), Arrive, cancellationToken);

        void Arrive(Notification webhook)
        {
            log.Mark("firstWebhook");
            log.Saw(taskId, webhook.IsVerified ? webhook.TaskState : TaskState.Unspecified);
            screen.ShowNotification(webhook);
        }
    }

    /// <summary>The task with its result, which is shown.</summary>
    public async Task<AgentTask> FetchAsync(string taskId, CancellationToken cancellationToken)
    {
        var task = Saw(await agent.GetTaskAsync(taskId, historyLength: 0, cancellationToken));
        screen.ShowResult(task);
        return task;
    }

    /// <summary>Shows a task as it is at a time between, and notes it.</summary>
    public AgentTask Saw(AgentTask task)
    {
        log.Saw(task.Id, task.Status.State);
        screen.ShowState(task.Status.State, task.Status.Message?.Text);
        return task;
    }

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => log.PauseAsync(pause, cancellationToken);

    public void Announce(string text, TaskPushNotificationConfig? webhook) =>
        screen.Say($"Sending \"{text}\"{(webhook is null ? "" : $", webhooks to {webhook.Url}")}");

    private async Task<AgentTask> SendAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        Announce(request.Message.Text, request.Configuration?.TaskPushNotificationConfig);
        var answer = await agent.SendAsync(request, cancellationToken);
        log.Mark("answered");
        var task = answer.Task ?? throw NoTask();
        screen.Say($"Answered by task {task.Id}, which is {task.Status.State.ToText()}");
        return Saw(task);
    }

    private async IAsyncEnumerable<StreamItem> ShowAsync(
        IAsyncEnumerable<StreamItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            log.Mark("answered");
            if ((item.TaskId, item.State) is ({ } taskId, var state))
            {
                log.Saw(taskId, state);
            }

            screen.ShowEvent(item);
            yield return item;
        }
    }

    public static BrokenOffException NoTask() => new("The agent made a task of the message", "the agent told of no task");
}
