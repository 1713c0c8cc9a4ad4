using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client.Following;

/// <summary>Push when it can be had, else a stream, else polling.</summary>
internal sealed class AdaptiveFollow(A2AClient client, A2AClientOptions options, FollowOptions follow)
{
    /// <summary>The wish to cancel is the last thing that is done: it must not wait for a dead server for long.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(30);

    private string? _taskId;

    public async Task<FollowOutcome> RunAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        var capabilities = (await client.GetCardAsync(cancellationToken)).Capabilities;
        var atOnce = request with
        {
            Configuration = (request.Configuration ?? new()) with { ReturnImmediately = true, TaskPushNotificationConfig = null },
        };
        // A card that does not say is tried.
        if (follow.Webhook is { } webhook && capabilities.PushNotifications is not false
            && await PushedAsync(atOnce, webhook, cancellationToken) is { } pushed)
        {
            return pushed;
        }

        using var timer = new CancellationTokenSource(follow.TimeLimit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return (capabilities.Streaming is true ? await StreamedAsync(atOnce, either.Token) : null)
                ?? await PolledAsync(atOnce, either.Token);
        }
        catch (OperationCanceledException e) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(await EndAsync(cancellationToken), e);
        }
    }

    /// <summary>Null when the agent sends no webhooks.</summary>
    private async Task<FollowOutcome?> PushedAsync(
        SendMessageRequest request, TaskPushNotificationConfig webhook, CancellationToken cancellationToken)
    {
        try
        {
            var withPush = request with { Configuration = request.Configuration! with { TaskPushNotificationConfig = webhook } };
            return await client.SendAsync(withPush, cancellationToken) switch
            {
                { Task: { } task } => new FollowOutcome.Pushed(task),
                { Message: { } message } => new FollowOutcome.Answered(message),
                _ => null,
            };
        }
        catch (A2AException e) when (e.Code is A2AErrorCode.PushNotificationNotSupported or A2AErrorCode.MethodNotFound)
        {
            return null;
        }
    }

    /// <summary>Null when the agent does not stream, whatever its card says.</summary>
    private async Task<FollowOutcome?> StreamedAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in client.StreamAsync(request, cancellationToken))
            {
                if (_taskId is null && item.Response.Message is { } message)
                {
                    return new FollowOutcome.Answered(message);
                }

                _taskId ??= item.Response.Task?.Id ?? item.Response.StatusUpdate?.TaskId ?? item.Response.ArtifactUpdate?.TaskId;
            }
        }
        catch (A2AException e) when (_taskId is null && e.Code is A2AErrorCode.UnsupportedOperation or A2AErrorCode.MethodNotFound)
        {
            return null;
        }

        // The stream gave only parts of the task; the agent gives the whole.
        return _taskId is { } id
            ? new FollowOutcome.Followed(await new Polling(client, options).UntilDoneAsync(id, cancellationToken), FollowedBy.Stream)
            : null;
    }

    private async Task<FollowOutcome> PolledAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        var sent = await client.SendAsync(request, cancellationToken);
        if (sent.Message is { } message)
        {
            return new FollowOutcome.Answered(message);
        }

        _taskId = sent.Task!.Id;
        var isDone = sent.Task.Status.State.IsTerminal() || sent.Task.Status.State.IsInterrupted();
        return new FollowOutcome.Followed(
            isDone ? sent.Task : await new Polling(client, options).UntilDoneAsync(_taskId, cancellationToken), FollowedBy.Polling);
    }

    /// <summary>Cancels the task if that is wanted, and says what became of it.</summary>
    private async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        var late = $"The task did not end within {follow.TimeLimit}";
        if (_taskId is not { } id)
        {
            return $"{late}: the agent did not even say its id.";
        }

        if (!follow.CancelAtTimeLimit)
        {
            return $"{late}. It goes on: task {id}.";
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(CancelPatience);
        try
        {
            await client.CancelAsync(id, patience.Token);
            return $"{late}; the agent was asked to cancel it: task {id}.";
        }
        catch (Exception e) when (e is A2AException || Breaks.MayPass(e, cancellationToken))
        {
            return $"{late}, and could not be canceled: task {id}.";
        }
    }
}
