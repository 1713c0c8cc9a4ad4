using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Agents;

/// <summary>Something that was kept: a step's result, or what the agent said.</summary>
internal sealed record Entry(string? Step, string? Json, TaskAppend? Append);

/// <summary>Keeps what an agent does, in order; can begin with what an earlier run did.</summary>
internal sealed class Recording(IEnumerable<Entry>? before = null) : ITaskStore
{
    public List<Entry> Entries { get; } = [.. before ?? []];

    public IEnumerable<string> StepNames => Entries.Where(entry => entry.Step is not null).Select(entry => entry.Step!); // filtered

    public IEnumerable<string> Said => Entries.Where(entry => entry.Append is not null).Select(entry => entry.Append!.Event switch // filtered
    {
        { StatusUpdate: { } update } => $"{update.Status.State} {update.Status.Message?.Text}",
        { ArtifactUpdate: { } update } => $"{update.Artifact.Name} {update.Artifact.Parts[0].Text}",
        _ => "something else",
    });

    public TaskRun ToRun(string agent, string text, bool hasWebhook)
    {
        var id = TaskId.New(0, DateTimeOffset.UnixEpoch);
        var message = new Message { MessageId = "m", Role = Role.User, Parts = [Part.Of(text)] };
        return new TaskRun
        {
            Lease = new Lease(id, "token"),
            Steps = Entries.Where(entry => entry.Step is not null).ToDictionary(entry => entry.Step!, entry => entry.Json!), // a step has both
            Sequence = Entries.Count(entry => entry.Append is not null),
            Attempt = 1,
            Turn = 1,
            CancelRequested = false,
            HasWebhook = hasWebhook,
            Task = new TaskSnapshot
            {
                Id = id,
                Owner = "me",
                Agent = agent,
                Cursor = EventCursor.Start,
                Version = 1,
                Task = new AgentTask { Id = id.Value, ContextId = "c", History = [message] },
            },
        };
    }

    public Task<AppendOutcome> AppendAsync(TaskRun run, TaskAppend append, CancellationToken cancellationToken)
    {
        Entries.Add(new Entry(null, null, append));
        return Task.FromResult<AppendOutcome>(new AppendOutcome.Appended(new EventCursor($"{Entries.Count}-0"), Entries.Count, DateTimeOffset.UnixEpoch));
    }

    public Task<LeaseOutcome> SaveStepAsync(Lease lease, string name, string resultJson, CancellationToken cancellationToken)
    {
        Entries.Add(new Entry(name, resultJson, null));
        return Task.FromResult(LeaseOutcome.Held);
    }

    public Task<CreateOutcome> CreateAsync(NewTask task, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TaskSnapshot?> FindAsync(string owner, TaskId id, int? messages, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TaskSnapshot?> FindAsync(string owner, TaskId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ListedTasks> ListAsync(TaskQuery query, PagePlace? after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CreateOutcome?> FindEarlierAsync(NewTask task, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> ForgetMessageAsync(NewTask task, TaskId made, TimeSpan ended, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CreateOutcome> KeepAnswerAsync(NewTask task, Message answer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ContinueOutcome> ContinueAsync(Continuation continuation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CancelOutcome> RequestCancelAsync(TaskSnapshot task, CancellationToken cancellationToken) => throw new NotSupportedException();
}
