using System.ComponentModel;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.Server.Diagnostics;
using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Operations;

internal sealed record Overview(
    [property: Description("How many tasks there are in each state.")] IReadOnlyDictionary<string, long> States,
    [property: Description("Tasks that an agent is to run.")] QueueEntry Work,
    [property: Description("Subscriptions that have something to tell.")] QueueEntry Deliveries,
    [property: Description("How many deliveries were given up.")] long DeadLetters,
    [property: Description("Every endpoint that is failing, in the order of their names.")] IReadOnlyList<EndpointEntry> Endpoints,
    [property: Description("The newest tasks, newest status first.")] IReadOnlyList<TaskEntry> Tasks,
    [property: Description("The `olderThan` of the next page of tasks; absent when there is none.")] string? Next)
{
    public static Overview Of(TaskSurvey survey, RecordedTasks tasks, IEnumerable<HostCircuit> circuits) => new(
        survey.States.ToDictionary(state => state.Key.ToV03(), state => state.Value),
        QueueEntry.Of(survey.Work),
        QueueEntry.Of(survey.Deliveries),
        survey.DeadLetters,
        circuits.Select(EndpointEntry.Of).ToList(),
        tasks.Tasks.Select(TaskEntry.Of).ToList(),
        tasks.Next?.ToString());
}

internal sealed record QueueEntry(
    [property: Description("How many could be taken now.")] long Due,
    [property: Description("How many are held by a replica, or wait for their time.")] long Later,
    [property: Description("For how many seconds the first of those due has been so; absent when none is due.")] double? OldestSeconds)
{
    public static QueueEntry Of(QueueDepth depth) => new(depth.Due, depth.Later, depth.Oldest?.TotalSeconds);
}

internal sealed record TaskList(
    [property: Description("Newest status first.")] IReadOnlyList<TaskEntry> Tasks,
    [property: Description("The `olderThan` of the next page; absent when there is none.")] string? Next)
{
    public static TaskList Of(RecordedTasks tasks) => new(tasks.Tasks.Select(TaskEntry.Of).ToList(), tasks.Next?.ToString());
}

internal sealed record TaskEntry(
    string Id,
    [property: Description("To whom it belongs.")] string Owner,
    [property: Description("The agent that works on it.")] string Agent,
    string ContextId,
    [property: Description(TaskWords.Meaning)] string State,
    [property: Description(TaskWords.TextIs)] string? Text,
    [property: Description("When its status was written.")] DateTimeOffset? UpdatedAt,
    [property: Description("How many events its log has.")] long Events,
    [property: Description("The trace of the caller's newest message; absent when there is none.")] string? TraceId)
{
    public static TaskEntry Of(TaskSnapshot task) => new(
        task.Id.Value,
        task.Owner,
        task.Agent,
        task.Task.ContextId,
        task.State.ToV03(),
        TaskWords.Cut(task.Task.Status.Message?.Text),
        task.Task.Status.Timestamp,
        task.Version,
        TraceContext.TraceIdOf(task.TraceParent));
}

internal sealed record TaskDetails(
    TaskEntry Task,
    DateTimeOffset CreatedAt,
    [property: Description("1 for the first; each answer of the caller begins a further one.")] int Turn,
    [property: Description("Its number since the last step that was done; above 1 an earlier run was lost.")] int Attempt,
    [property: Description("Whether a replica works on it.")] bool Held,
    [property: Description("When it is due, or the lease on it ends; absent when it waits for no worker.")] DateTimeOffset? DueAt,
    [property: Description("Whether its end was asked for.")] bool CancelRequested,
    [property: Description("The newest events, oldest first.")] IReadOnlyList<EventEntry> Events)
{
    public static TaskDetails Of(TaskRecord record) => new(
        TaskEntry.Of(record.Task),
        record.CreatedAt,
        record.Turn,
        record.Attempt,
        record.IsHeld,
        record.DueAt,
        record.CancelRequested,
        record.Events.Select(EventEntry.Of).ToList());
}

internal sealed record EventEntry(
    [property: Description("Its number in the log, from 1.")] long Sequence,
    DateTimeOffset At,
    [property: Description("task, status or artifact.")] string Kind,
    [property: Description(TaskWords.Meaning)] string? State,
    [property: Description(TaskWords.TextIs)] string? Text,
    [property: Description("The trace of what caused it; absent when there is none.")] string? TraceId,
    [property: Description("The length of its JSON.")] int Bytes,
    [property: Description("The event as streams and webhooks of 1.0 tell it; absent when it is longer than 4096 bytes.")]
    JsonElement? Json)
{
    private const int LongestJson = 4096;

    public static EventEntry Of(TaskEvent change)
    {
        var content = change.Content;
        var status = content.StatusUpdate?.Status ?? content.Task?.Status;
        return new(
            change.Sequence,
            change.Time,
            content.Task is not null ? "task" : content.StatusUpdate is not null ? "status" : "artifact",
            status is null ? null : status.State.ToV03(),
            TaskWords.Cut(status?.Message?.Text ?? TextOf(content)),
            TraceContext.TraceIdOf(change.TraceParent),
            change.Json.Length,
            change.Json.Length <= LongestJson ? JsonElement.Parse(change.Json.Span) : null);
    }

    private static string? TextOf(StreamResponse content) => content switch
    {
        { Task.History: [.., var message] } => message.Text,
        { ArtifactUpdate.Artifact: var artifact } => string.Join('\n', artifact.Parts.Select(part => part.Text).OfType<string>()),
        _ => null,
    };
}

/// <summary>What operations say of tasks in words.</summary>
internal static class TaskWords
{
    public const string Meaning = "submitted, working, input-required, auth-required, completed, failed, canceled or rejected.";
    public const string TextIs = "The beginning of what was said with it; absent when nothing was.";

    private const int LongestText = 256;

    /// <summary>The state of a word; null when there is none.</summary>
    public static TaskState? StateOf(string? word) =>
        V03TaskState.FromV03(word) is var state && state != TaskState.Unspecified ? state : null;

    /// <summary>The beginning of a text; null for none.</summary>
    public static string? Cut(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : text.Length <= LongestText ? text
        // Not between the halves of a surrogate pair, which no JSON holds.
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…");
}
