using System.Diagnostics;
using A2A.AgentApi.Agents;
using A2A.AgentApi.Push;
using A2A.AgentApi.Tasks;
using A2A.Protocol;

namespace A2A.AgentApi.Http;

/// <summary>What callers do with tasks, the same in every version and binding of the protocol.</summary>
internal sealed class TaskOperations(TaskService tasks, PushOperations push, IHostApplicationLifetime lifetime)
{
    /// <summary>Takes a message in and, unless the caller wants the answer at once, waits until the task is terminal or interrupted.</summary>
    /// <remarks>With a push config and no other wish the answer comes at once: the webhook tells of the rest.</remarks>
    public async Task<Outcome<AgentTask>> SendAsync(CallContext call, SendMessageRequest request, CancellationToken cancellationToken)
    {
        var submitted = await SubmitAsync(call, request, cancellationToken);
        if (submitted.IsRefused)
        {
            return submitted.Error;
        }

        var configuration = request.Configuration;
        var atOnce = configuration?.ReturnImmediately ?? configuration?.TaskPushNotificationConfig is not null;
        var task = atOnce ? submitted.Value : await WaitAsync(submitted.Value, cancellationToken);
        return WithHistory(task.Task, configuration?.HistoryLength);
    }

    /// <summary>Takes a message in.</summary>
    public async Task<Outcome<TaskSnapshot>> SubmitAsync(CallContext call, SendMessageRequest request, CancellationToken cancellationToken)
    {
        var config = push.Check(call, request.Configuration?.TaskPushNotificationConfig);
        if (config.Error is { } error)
        {
            return error;
        }

        var submission = new Submission { Owner = call.Owner, Agent = call.Agent.Name, Message = request.Message, Push = config.Value };
        return await tasks.SubmitAsync(submission, cancellationToken) switch
        {
            SubmitOutcome.Accepted accepted => CallSpan.About(accepted.Task),
            SubmitOutcome.TaskNotFound missing => A2AError.TaskNotFound(missing.Id),
            SubmitOutcome.NotWaiting notWaiting => A2AError.NotWaiting(notWaiting.State),
            _ => throw new UnreachableException(),
        };
    }

    public async Task<Outcome<AgentTask>> GetAsync(CallContext call, string id, int? historyLength, CancellationToken cancellationToken) =>
        await tasks.FindAsync(call.Owner, call.Agent.Name, id, cancellationToken) is { } task
            ? WithHistory(CallSpan.About(task).Task, historyLength)
            : A2AError.TaskNotFound(id);

    /// <summary>Asks for the task's end; canceling a canceled task gives the task.</summary>
    public async Task<Outcome<AgentTask>> CancelAsync(CallContext call, string id, CancellationToken cancellationToken)
    {
        var (outcome, task) = await tasks.CancelAsync(call.Owner, call.Agent.Name, id, cancellationToken);
        return (outcome, task) switch
        {
            (CancelOutcome.NotFound, _) or (_, null) => A2AError.TaskNotFound(id),
            (CancelOutcome.AlreadyTerminal, _) => A2AError.NotCancelable(CallSpan.About(task).State),
            // It was quicker than the cancellation.
            _ when task.State.IsTerminal() && task.State != TaskState.Canceled => A2AError.NotCancelable(CallSpan.About(task).State),
            _ => CallSpan.About(task).Task,
        };
    }

    /// <summary>The task with its newest messages.</summary>
    /// <param name="length">Absent = all, 0 = none.</param>
    public static AgentTask WithHistory(AgentTask task, int? length) => length switch
    {
        null => task,
        0 => task with { History = null },
        _ => task with { History = task.History?.TakeLast(length.Value).ToList() },
    };

    // A server that stops does not keep its callers: they get the task as it is, and it goes on elsewhere.
    private async Task<TaskSnapshot> WaitAsync(TaskSnapshot task, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        try
        {
            return await tasks.WaitAsync(task, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await tasks.FindAsync(task.Owner, task.Agent, task.Id.Value, cancellationToken) ?? task;
        }
    }
}
