using System.Diagnostics;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.Server.Diagnostics;
using A2A.Server.Tasks;

namespace A2A.Server.Agents;

/// <summary>How an agent says its progress on one task. Every call is stored before it returns.</summary>
/// <remarks>
/// <para>Calls are numbered. In a run after a crash the first of them are written already and are passed over, and steps
/// that are done give their stored results: what the log holds is the same as if nothing had happened.</para>
/// <para>A task that asked its caller goes on in a further turn, with the caller's next message: calls are numbered anew,
/// and the results of the steps of the turn before are gone.</para>
/// <para>All methods throw <see cref="LeaseLostException"/> when the task went to another worker or has ended: let it
/// pass. While the store is out of reach they wait. Not for use by several threads at once.</para>
/// </remarks>
public sealed class TaskUpdater
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _stepsOfThisRun = [];
    private readonly Lock _lock = new();
    private readonly ITaskStore _store;
    private readonly TaskRun _run;
    private readonly TimeProvider _time;
    private readonly Activity? _span;
    private AgentTask _task;
    private long? _version; // of what is folded; null when a call was broken off and the log may hold its event
    private long _sequence;
    private bool _isClosed;

    /// <param name="store">Keeps what is said.</param>
    /// <param name="run">The task as it was taken.</param>
    /// <param name="time">Measures pauses.</param>
    /// <param name="span">The run's span, which is told of each change of state; null without a listener.</param>
    internal TaskUpdater(ITaskStore store, TaskRun run, TimeProvider time, Activity? span)
    {
        (_store, _run, _time, _span) = (store, run, time, span);
        (_task, _version) = (run.Task.Task, run.Task.Version);
    }

    /// <summary>The task's id.</summary>
    public string TaskId => _run.Task.Id.Value;

    /// <summary>The id of the conversation that it belongs to.</summary>
    public string ContextId => _run.Task.Task.ContextId;

    /// <summary>1 for the message that made the task; each further message of the caller begins the next turn.</summary>
    public int Turn => _run.Turn;

    /// <summary>The message to answer: the newest one of the caller.</summary>
    public Message Message => History.Last(message => message.Role == Role.User);

    /// <summary>All messages so far, oldest first.</summary>
    public IReadOnlyList<Message> History => _run.Task.Task.History ?? [];

    /// <summary>True when the task has a push config.</summary>
    public bool HasWebhook => _run.HasWebhook;

    /// <summary>True when the task has ended or waits for its caller: the run is over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A durable step: runs the work and keeps its result, or gives the result that an earlier run kept.</summary>
    /// <typeparam name="T">The result, kept as JSON by System.Text.Json.</typeparam>
    /// <param name="name">Unique within the turn.</param>
    /// <param name="work">May run again when the process dies before its result is kept.</param>
    /// <param name="cancellationToken">Canceled when the run must stop.</param>
    /// <returns>The work's result, or the one that an earlier run kept.</returns>
    public async Task<T> StepAsync<T>(string name, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!_stepsOfThisRun.Add(name))
        {
            throw new InvalidOperationException(
                $"Turn {Turn} of task {TaskId} has two steps called '{name}'; give each step a name of its own.");
        }

        if (_run.Steps.TryGetValue(name, out var kept))
        {
            return JsonSerializer.Deserialize<T>(kept)!; // null only where the step itself gave null
        }

        using var span = AgentTelemetry.Source.StartActivity("task.step");
        span?.SetTag("a2a.task.id", TaskId).SetTag("a2a.step", name);
        var result = await work(cancellationToken);
        await KeepAsync(name, JsonSerializer.Serialize(result), cancellationToken);
        return result;
    }

    /// <summary>A durable step without a result.</summary>
    public Task StepAsync(string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        StepAsync(name, async token => { await work(token); return true; }, cancellationToken);

    /// <summary>The task is being worked on; the text says how far it is.</summary>
    public Task WorkingAsync(string? text, CancellationToken cancellationToken) =>
        SayAsync(TaskState.Working, text, NextSequence(), cancellationToken);

    /// <summary>Adds an artifact, or replaces the one of the same id.</summary>
    public Task AddArtifactAsync(Artifact artifact, CancellationToken cancellationToken) =>
        GiveAsync(artifact, append: false, lastChunk: true, cancellationToken);

    /// <summary>Adds a chunk to the artifact of the same id; the first chunk makes it.</summary>
    public Task AppendArtifactAsync(Artifact chunk, bool lastChunk, CancellationToken cancellationToken) =>
        GiveAsync(chunk, append: Find(chunk.ArtifactId) is not null, lastChunk, cancellationToken);

    /// <summary>The caller must send a further message before the task goes on.</summary>
    public Task RequireInputAsync(string text, CancellationToken cancellationToken) =>
        SayAsync(TaskState.InputRequired, text, NextSequence(), cancellationToken);

    /// <summary>The caller must authenticate somewhere and say so by a further message before the task goes on.</summary>
    public Task RequireAuthAsync(string text, CancellationToken cancellationToken) =>
        SayAsync(TaskState.AuthRequired, text, NextSequence(), cancellationToken);

    /// <summary>The task has succeeded: the run's end.</summary>
    public Task CompleteAsync(string? text, CancellationToken cancellationToken) =>
        SayAsync(TaskState.Completed, text, NextSequence(), cancellationToken);

    /// <summary>The task has failed: the run's end.</summary>
    public Task FailAsync(string text, CancellationToken cancellationToken) =>
        SayAsync(TaskState.Failed, text, NextSequence(), cancellationToken);

    /// <summary>The agent does not do this task: the run's end.</summary>
    public Task RejectAsync(string text, CancellationToken cancellationToken) =>
        SayAsync(TaskState.Rejected, text, NextSequence(), cancellationToken);

    /// <summary>Says any of the above in parts, where it takes more than a text: a form to fill in, a link.</summary>
    public Task SayAsync(TaskState state, IReadOnlyList<Part> parts, CancellationToken cancellationToken) =>
        SayAsync(state, parts, NextSequence(), cancellationToken);

    /// <summary>Ends the task from outside the agent, wherever the agent is; whatever it says from now on is refused.</summary>
    internal Task EndAsync(TaskState state, string? text, CancellationToken cancellationToken) =>
        SayAsync(state, text, LastSequence(), cancellationToken);

    private long NextSequence()
    {
        lock (_lock)
        {
            return _isClosed ? throw new LeaseLostException(_run.Task.Id) : ++_sequence;
        }
    }

    // No number is given after it.
    private long LastSequence()
    {
        lock (_lock)
        {
            _isClosed = true;
            return _sequence = Math.Max(_sequence, _run.Sequence) + 1;
        }
    }

    private Artifact? Find(string artifactId) => _task.Artifacts?.FirstOrDefault(artifact => artifact.ArtifactId == artifactId);

    private Task SayAsync(TaskState state, string? text, long sequence, CancellationToken cancellationToken) =>
        SayAsync(state, text is null ? null : [Part.Of(text)], sequence, cancellationToken);

    private Task SayAsync(TaskState state, IReadOnlyList<Part>? parts, long sequence, CancellationToken cancellationToken) =>
        AppendAsync(sequence, StatusChange.Of(_task, state, StatusChange.Say(_task, parts)), artifact: null, cancellationToken);

    private async Task GiveAsync(Artifact artifact, bool append, bool lastChunk, CancellationToken cancellationToken)
    {
        var update = new TaskArtifactUpdateEvent
        {
            TaskId = TaskId,
            ContextId = ContextId,
            Artifact = artifact,
            Append = append,
            LastChunk = lastChunk,
        };
        var whole = TaskProjection.Merge(Find(artifact.ArtifactId), update);
        await AppendAsync(NextSequence(), new StreamResponse { ArtifactUpdate = update }, whole, cancellationToken);
    }

    private async Task AppendAsync(long sequence, StreamResponse change, Artifact? artifact, CancellationToken cancellationToken)
    {
        if (sequence <= _run.Sequence)
        {
            return;
        }

        var append = new TaskAppend(sequence, change, artifact, Activity.Current?.Id ?? _run.Task.TraceParent);
        var outcome = await PersistAsync(token => _store.AppendAsync(_run, append, token), cancellationToken);
        if (outcome is not AppendOutcome.Appended appended)
        {
            throw new LeaseLostException(_run.Task.Id);
        }

        lock (_lock)
        {
            if (_isClosed && sequence < _sequence)
            {
                throw new LeaseLostException(_run.Task.Id); // the run was ended meanwhile
            }

            Fold(change, appended);
        }

        if (change.StatusUpdate?.Status.State is { } state)
        {
            Report(state);
        }
    }

    private void Report(TaskState state)
    {
        _span?.AddEvent(new("a2a.task.state", tags: new() { ["a2a.task.state"] = state.ToV03() })).SetTag("a2a.task.state", state.ToV03());
        if (state is TaskState.Failed)
        {
            _span?.SetStatus(ActivityStatusCode.Error, "the task failed");
        }

        if (state.IsTerminal())
        {
            AgentTelemetry.Ended(_run.Task.Agent, state);
        }
    }

    // The task as the store has it, as long as no event of the log is missing here.
    private void Fold(StreamResponse change, AppendOutcome.Appended appended)
    {
        _version = appended.Version == _version + 1 ? appended.Version : null;
        _task = TaskProjection.Apply(_task, At(appended.Time, change));
        if (change.StatusUpdate?.Status.State is { } state && (state.IsTerminal() || state.IsInterrupted()))
        {
            HasEnded = true;
            _run.Rest.TrySetResult(
                _version is { } version ? _run.Task with { Task = _task, Cursor = appended.Cursor, Version = version } : null);
        }
    }

    // The event as it is in the log.
    private static StreamResponse At(DateTimeOffset time, StreamResponse change) => change.StatusUpdate is { } update
        ? change with { StatusUpdate = update with { Status = update.Status with { Timestamp = time } } }
        : change;

    private async Task KeepAsync(string name, string json, CancellationToken cancellationToken)
    {
        var outcome = await PersistAsync(token => _store.SaveStepAsync(_run.Lease, name, json, token), cancellationToken);
        if (outcome == LeaseOutcome.NotOwner)
        {
            throw new LeaseLostException(_run.Task.Id);
        }
    }

    // An outage of the store delays an agent, it does not fail it. The lease's holder ends the wait when the lease is gone.
    private async Task<T> PersistAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await write(cancellationToken);
            }
            catch (StorageUnavailableException)
            {
                await Task.Delay(pause, _time, cancellationToken);
            }
        }
    }
}
