using System.Runtime.CompilerServices;
using A2A.Protocol;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Tasks;

namespace A2A.Server.Http.Handlers;

/// <summary>Streams of a task's events, the same in every version and binding of the protocol.</summary>
internal sealed class StreamOperations(TaskService tasks, TaskOperations operations, ITaskEvents events)
{
    /// <summary>Takes a message in and follows its task until it is terminal or interrupted; a direct answer is the only item.</summary>
    public async Task<Outcome<IAsyncEnumerable<StreamedEvent>>> SendAsync(
        CallContext call, SendMessageRequest request, CancellationToken cancellationToken)
    {
        if (call.Agent.Card.Capabilities.Streaming is not true)
        {
            return A2AError.StreamingNotSupported;
        }

        var submitted = await operations.SubmitAsync(call, request, cancellationToken);
        return submitted switch
        {
            { IsRefused: true } => submitted.Error,
            { Value.Answer: { } answer } => Outcome.Of(AnswerAsync(answer)),
            _ => Outcome.Of(FromTaskAsync(
                submitted.Value.Task!, // it is this or an answer
                IsEnd(submitted.Value.Task!.State, untilInterrupted: true),
                untilInterrupted: true,
                request.Configuration?.HistoryLength,
                CancellationToken.None)),
        };
    }

    /// <summary>Follows a task: from how it is now on, or from the event on that the caller saw last.</summary>
    public async Task<Outcome<IAsyncEnumerable<StreamedEvent>>> SubscribeAsync(
        CallContext call, string id, CancellationToken cancellationToken)
    {
        if (call.Agent.Card.Capabilities.Streaming is not true)
        {
            return A2AError.StreamingNotSupported;
        }

        // A resumed stream gets the events that are missing, not the task.
        var messages = call.LastEventId is null ? operations.MaxHistory : 0;
        if (await tasks.FindAsync(call.Owner, call.Agent.Name, id, messages, cancellationToken) is not { } task)
        {
            return A2AError.TaskNotFound(id);
        }

        CallSpan.About(task);
        return call.LastEventId is { } last
            ? await ResumeAsync(task, last, EndsAtQuestion(call), cancellationToken)
            : task.State.IsTerminal()
                ? A2AError.NothingToFollow(task.State)
                : Outcome.Of(FromTaskAsync(task, endsNow: false, EndsAtQuestion(call), historyLength: null, CancellationToken.None));
    }

    // 0.3 marks the event of an interrupted task as final, and closes after it (A2A 0.3, section 7.2.2); 1.0 stays open.
    private static bool EndsAtQuestion(CallContext call) => call.ProtocolVersion == ProtocolVersions.V03;

    private async Task<Outcome<IAsyncEnumerable<StreamedEvent>>> ResumeAsync(
        TaskSnapshot task, string last, bool untilInterrupted, CancellationToken cancellationToken)
    {
        if (!EventCursor.TryParse(last, out var cursor) || await AfterEventAsync(task.Id, cursor, cancellationToken) is not { } next)
        {
            return A2AError.InvalidParams(
                "Last-Event-ID", "is no event of this task; send the id of the last event received, or leave the header out.");
        }

        return task.State.IsTerminal() && next.Count == 0
            ? A2AError.NothingToFollow(task.State)
            : Outcome.Of(AfterAsync(task.Id, cursor, untilInterrupted, CancellationToken.None));
    }

    /// <summary>The event after this one, if there is one already; null when this is no event of the task.</summary>
    private async Task<IReadOnlyList<TaskEvent>?> AfterEventAsync(TaskId id, EventCursor cursor, CancellationToken cancellationToken)
    {
        if (cursor == EventCursor.Start)
        {
            return await events.ReadAsync(id, cursor, 1, cancellationToken);
        }

        var found = await events.ReadFromAsync(id, cursor, 2, cancellationToken);
        return found.Count > 0 ? [.. found.Skip(1)] : null;
    }

    private static async IAsyncEnumerable<StreamedEvent> AnswerAsync(Message answer)
    {
        yield return StreamedEvent.Of(answer);
        await Task.CompletedTask;
    }

    private async IAsyncEnumerable<StreamedEvent> FromTaskAsync(
        TaskSnapshot task,
        bool endsNow,
        bool untilInterrupted,
        int? historyLength,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (id, cursor) = (task.Id, task.Cursor);
        yield return StreamedEvent.Of(cursor, operations.WithHistory(task.Task, historyLength));
        if (endsNow)
        {
            yield break;
        }

        task = null!; // a stream may last for days, and its task be large
        await foreach (var item in AfterAsync(id, cursor, untilInterrupted, cancellationToken))
        {
            yield return item;
        }
    }

    private async IAsyncEnumerable<StreamedEvent> AfterAsync(
        TaskId id, EventCursor after, bool untilInterrupted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in tasks.FollowAsync(id, after, cancellationToken))
        {
            yield return StreamedEvent.Of(change);
            if (IsEnd(change.State, untilInterrupted))
            {
                yield break;
            }
        }

        // A log ends before its task does when it is gone: removed by an operator, or lost with the store.
        yield return StreamedEvent.Of(A2AError.TaskNotFound(id.Value));
    }

    private static bool IsEnd(TaskState? state, bool untilInterrupted) =>
        state is { } known && (known.IsTerminal() || (untilInterrupted && known.IsInterrupted()));
}
