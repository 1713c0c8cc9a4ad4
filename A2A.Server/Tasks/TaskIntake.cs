using System.Diagnostics;
using System.Security.Cryptography;
using A2A.Protocol;
using A2A.Server.Diagnostics;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tasks;

/// <summary>Takes messages in: each makes a task, goes on with one, or is answered at once.</summary>
internal sealed class TaskIntake(
    ITaskStore store, IAgentFront agents, LocalSlots slots, IOptions<TaskOptions> options, TimeProvider time)
{
    private readonly TaskOptions _options = options.Value;

    public Task<SubmitOutcome> SubmitAsync(Submission submission, CancellationToken cancellationToken) =>
        submission.Message.TaskId is { } task
            ? ContinueAsync(submission, task, cancellationToken)
            : BeginAsync(submission, cancellationToken);

    private async Task<SubmitOutcome> BeginAsync(Submission submission, CancellationToken cancellationToken)
    {
        var task = ToNewTask(submission);
        switch (await AnswerAsync(task, cancellationToken) ?? await CreateAsync(task))
        {
            case CreateOutcome.Created created:
                return new SubmitOutcome.Accepted(created.Task, created.Run?.Rest.Task);
            case CreateOutcome.Answered answered:
                return submission.Message.HasContentOf(answered.Question)
                    ? new SubmitOutcome.Answered(answered.Answer)
                    : new SubmitOutcome.OtherMessage();
            case CreateOutcome.Existing existing:
                return _options.RememberMessagesFor is { } ended
                    && await store.ForgetMessageAsync(task, existing.Id, ended, cancellationToken)
                        ? await BeginAsync(submission, cancellationToken)
                    : await store.FindAsync(submission.Owner, existing.Id, cancellationToken) is { } found
                        ? Repeated(submission.Message, Sent(found, submission.Message).FirstOrDefault(), found)
                    : new SubmitOutcome.TaskNotFound(existing.Id.Value);
            default:
                throw new UnreachableException();
        }
    }

    // A message's id is its sender's: the same one with other content is a mistake that must not pass for a repetition.
    private static SubmitOutcome Repeated(Message message, Message? before, TaskSnapshot task) =>
        before is null || message.HasContentOf(before) ? new SubmitOutcome.Accepted(task) : new SubmitOutcome.OtherMessage();

    // The message that made a task and one that went on with it may have one id: they have a guard each.
    private static IEnumerable<Message> Sent(TaskSnapshot task, Message message) =>
        (task.Task.History ?? []).Where(said => said.Role == Role.User && said.MessageId == message.MessageId);

    // A repeated message is looked up before the agent is asked again: its answer may be costly, or another one.
    private async Task<CreateOutcome?> AnswerAsync(NewTask task, CancellationToken cancellationToken)
    {
        if (!agents.MayAnswer(task.Agent))
        {
            return null;
        }

        if (task.IsGuarded && await store.FindEarlierAsync(task, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        var answer = await agents.AnswerAsync(task.Agent, task.Message with { TaskId = null }, cancellationToken);
        return answer switch
        {
            null => null,
            _ when !task.IsGuarded => new CreateOutcome.Answered(task.Message, answer),
            _ => await store.KeepAnswerAsync(task, answer, cancellationToken),
        };
    }

    private async Task<CreateOutcome> CreateAsync(NewTask task)
    {
        var outcome = await UnderLeaseAsync(
            task.Id,
            lease => store.CreateAsync(task with { Lease = lease }, CancellationToken.None),
            result => (result as CreateOutcome.Created)?.Run);
        if (outcome is CreateOutcome.Created)
        {
            AgentTelemetry.TasksSubmitted.Add(1, new KeyValuePair<string, object?>("agent", task.Agent));
        }

        return outcome;
    }

    private async Task<SubmitOutcome> ContinueAsync(Submission submission, string text, CancellationToken cancellationToken)
    {
        var message = submission.Message;
        if (!TaskId.TryParse(text, out var id)
            || await store.FindAsync(submission.Owner, id, messages: 0, cancellationToken) is not { } task
            || task.Agent != submission.Agent)
        {
            return new SubmitOutcome.TaskNotFound(text);
        }

        if (message.ContextId is { } contextId && contextId != task.Task.ContextId)
        {
            return new SubmitOutcome.OtherContext(contextId);
        }

        Activity.Current.LinkTo(task.TraceParent); // the message before came in another trace
        var continuation = new Continuation
        {
            Task = task,
            Message = message with { TaskId = id.Value, ContextId = task.Task.ContextId },
            IsGuarded = agents.Deduplicates(submission.Agent),
            Push = submission.Push,
            TraceParent = TraceContext.Current,
        };
        var outcome = await UnderLeaseAsync(
            id,
            lease => store.ContinueAsync(continuation with { Lease = lease }, CancellationToken.None),
            result => (result as ContinueOutcome.Continued)?.Run);
        return outcome switch
        {
            ContinueOutcome.Continued continued => new SubmitOutcome.Accepted(continued.Task, continued.Run?.Rest.Task),
            ContinueOutcome.Existing existing => Repeated(message, Sent(existing.Task, message).LastOrDefault(), existing.Task),
            ContinueOutcome.NotWaiting notWaiting => new SubmitOutcome.NotWaiting(notWaiting.State),
            ContinueOutcome.OtherContext => new SubmitOutcome.OtherContext(task.Task.ContextId),
            ContinueOutcome.TooManyMessages => new SubmitOutcome.TooManyMessages(_options.MaxMessages),
            ContinueOutcome.TooManyBytes => new SubmitOutcome.TooManyBytes(_options.MaxHistoryBytes),
            ContinueOutcome.TooManyConfigs tooMany => new SubmitOutcome.TooManyConfigs(tooMany.Most),
            ContinueOutcome.NotFound => new SubmitOutcome.TaskNotFound(text),
            _ => throw new UnreachableException(),
        };
    }

    private NewTask ToNewTask(Submission submission)
    {
        var partition = TaskId.PartitionOf(submission.Message.ContextId ?? submission.Message.MessageId, _options.Partitions);
        var id = TaskId.New(partition, time.GetUtcNow());
        var contextId = submission.Message.ContextId ?? Guid.NewGuid().ToString("D");
        return new NewTask
        {
            Id = id,
            Owner = submission.Owner,
            Agent = submission.Agent,
            ContextId = contextId,
            NamedContextId = submission.Message.ContextId,
            Message = submission.Message with { TaskId = id.Value, ContextId = contextId },
            IsGuarded = agents.Deduplicates(submission.Agent),
            Push = submission.Push,
            TraceParent = TraceContext.Current,
        };
    }

    // A caller that hangs up meanwhile does not end the write: the task might be leased then, without a holder of the lease.
    // When the store's answer is lost the lease runs out by itself, and the task is taken then.
    private async Task<T> UnderLeaseAsync<T>(TaskId id, Func<Lease?, Task<T>> write, Func<T, TaskRun?> runOf)
    {
        if (!slots.TryTake())
        {
            return await write(null);
        }

        TaskRun? run = null;
        try
        {
            var outcome = await write(new Lease(id, RandomNumberGenerator.GetHexString(32, lowercase: true)));
            run = runOf(outcome);
            return outcome;
        }
        finally
        {
            if (run is null)
            {
                slots.Release();
            }
            else
            {
                slots.HandOver(run);
            }
        }
    }
}
