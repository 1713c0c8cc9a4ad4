using System.Diagnostics;
using A2A.Protocol;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Limits;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Handlers;

/// <summary>What became of a message: a task or an answer.</summary>
/// <param name="Task">The task that it created or went on with.</param>
/// <param name="Answer">The agent's direct answer.</param>
/// <param name="Rest">The task's run on this replica; null when there is none.</param>
internal sealed record Submitted(TaskSnapshot? Task, Message? Answer, Task<TaskSnapshot?>? Rest = null);

/// <summary>What callers do with tasks, the same in every version and binding of the protocol.</summary>
internal sealed class TaskOperations(
    TaskService tasks, PushOperations push, LongCalls calls, IHostApplicationLifetime lifetime, IOptions<HttpOptions> options)
{
    /// <summary>How many of its newest messages a task holds in an answer at most.</summary>
    public int MaxHistory { get; } = options.Value.MaxHistory;

    /// <summary>
    /// Takes a message in and, unless the caller wants the answer at once, waits until the task is terminal or interrupted.
    /// </summary>
    public async Task<Outcome<SendMessageResponse>> SendAsync(
        CallContext call, SendMessageRequest request, CancellationToken cancellationToken)
    {
        var waits = request.Configuration?.ReturnImmediately is not true;
        using var place = waits ? calls.WaitingSends.TryTake(call.CountedAs) : null;
        if (waits && place is null)
        {
            return A2AError.TooManyWaitingSends; // before the message becomes a task
        }

        var submitted = await SubmitAsync(call, request, cancellationToken);
        if (submitted.IsRefused)
        {
            return submitted.Error;
        }

        if (submitted.Value.Task is not { } task)
        {
            return new SendMessageResponse { Message = submitted.Value.Answer };
        }

        var shown = waits ? await WaitAsync(task, submitted.Value.Rest, cancellationToken) : task;
        return shown is null
            ? A2AError.TaskNotFound(task.Id.Value)
            : new SendMessageResponse { Task = WithHistory(shown.Task, request.Configuration?.HistoryLength) };
    }

    /// <summary>Takes a message in.</summary>
    public async Task<Outcome<Submitted>> SubmitAsync(CallContext call, SendMessageRequest request, CancellationToken cancellationToken)
    {
        var given = request.Configuration?.TaskPushNotificationConfig;
        var config = await push.CheckAsync(call, given, PushFields.Inline(call), cancellationToken);
        if (config.Error is { } error)
        {
            return error;
        }

        var submission = new Submission { Owner = call.Owner, Agent = call.Agent.Name, Message = request.Message, Push = config.Value };
        return await tasks.SubmitAsync(submission, cancellationToken) switch
        {
            SubmitOutcome.Accepted accepted => new Submitted(CallSpan.About(accepted.Task), null, accepted.Rest),
            SubmitOutcome.Answered answered => new Submitted(null, answered.Answer),
            SubmitOutcome.OtherMessage => A2AError.OtherMessage,
            SubmitOutcome.TaskNotFound missing => A2AError.TaskNotFound(missing.Id),
            SubmitOutcome.NotWaiting notWaiting => A2AError.NotWaiting(notWaiting.State),
            SubmitOutcome.OtherContext =>
                A2AError.InvalidParams("message.contextId", "is not that of the task; leave it out, or send the task's own."),
            SubmitOutcome.TooManyMessages tooMany => A2AError.TooManyMessages(tooMany.Most),
            SubmitOutcome.TooManyConfigs tooMany => A2AError.TooManyConfigs(PushFields.Path(PushFields.Inline(call)), tooMany.Most),
            SubmitOutcome.TooManyBytes tooMany => A2AError.TooManyBytes(tooMany.Most),
            _ => throw new UnreachableException(),
        };
    }

    public async Task<Outcome<AgentTask>> GetAsync(CallContext call, string id, int? historyLength, CancellationToken cancellationToken) =>
        await tasks.FindAsync(call.Owner, call.Agent.Name, id, LengthOf(historyLength), cancellationToken) is { } task
            ? WithHistory(CallSpan.About(task).Task, historyLength)
            : A2AError.TaskNotFound(id);

    /// <summary>A page of the caller's tasks. The request has been checked.</summary>
    public async Task<Outcome<ListTasksResponse>> ListAsync(
        CallContext call, ListTasksRequest request, int pageSize, CancellationToken cancellationToken)
    {
        var query = new TaskQuery
        {
            Owner = call.Owner,
            Agent = call.Agent.Name,
            ContextId = string.IsNullOrEmpty(request.ContextId) ? null : request.ContextId,
            State = request.Status == TaskState.Unspecified ? null : request.Status,
            Since = request.StatusTimestampAfter,
            PageSize = pageSize,
            PageToken = string.IsNullOrEmpty(request.PageToken) ? null : request.PageToken,
            HistoryLength = LengthOf(request.HistoryLength),
            IncludeArtifacts = request.IncludeArtifacts is true,
        };
        return await tasks.ListAsync(query, cancellationToken) switch
        {
            ListOutcome.Page page => new ListTasksResponse
            {
                Tasks = page.Tasks,
                NextPageToken = page.NextToken ?? "",
                PageSize = pageSize,
                TotalSize = page.Total,
            },
            ListOutcome.BadToken =>
                A2AError.InvalidParams("pageToken", "is none that a page of this list gave; leave it out to begin anew."),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// Asks for the task's end. Canceling a canceled task gives the task in 1.0 (section 3.1.5); 0.3 has no second cancellation
    /// (section 8.2, TaskNotCancelableError).
    /// </summary>
    public async Task<Outcome<AgentTask>> CancelAsync(CallContext call, string id, CancellationToken cancellationToken)
    {
        var (outcome, task) = await tasks.CancelAsync(call.Owner, call.Agent.Name, id, cancellationToken);
        return (outcome, task) switch
        {
            (CancelOutcome.NotFound, _) or (_, null) => A2AError.TaskNotFound(id),
            (CancelOutcome.AlreadyCanceled, _) when call.ProtocolVersion == ProtocolVersions.V03 => A2AError.NotCancelable(task.State),
            (CancelOutcome.AlreadyTerminal, _) => A2AError.NotCancelable(CallSpan.About(task).State),
            // It was quicker than the cancellation.
            _ when task.State.IsTerminal() && task.State != TaskState.Canceled => A2AError.NotCancelable(CallSpan.About(task).State),
            _ => WithHistory(CallSpan.About(task).Task, null),
        };
    }

    /// <summary>The task with its newest messages, never more than the option says.</summary>
    /// <param name="length">Absent = as many as the option says, 0 = none.</param>
    public AgentTask WithHistory(AgentTask task, int? length) => LengthOf(length) switch
    {
        0 => task with { History = null },
        var most when task.History?.Count > most => task with { History = task.History.TakeLast(most).ToList() },
        _ => task,
    };

    private int LengthOf(int? wanted) => Math.Min(wanted ?? MaxHistory, MaxHistory);

    // A server that stops does not keep its callers: they get the task as it is, and it goes on elsewhere.
    private async Task<TaskSnapshot?> WaitAsync(TaskSnapshot task, Task<TaskSnapshot?>? rest, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        try
        {
            return await tasks.WaitAsync(task, rest, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await tasks.FindAsync(task.Owner, task.Agent, task.Id.Value, MaxHistory, cancellationToken);
        }
    }
}
