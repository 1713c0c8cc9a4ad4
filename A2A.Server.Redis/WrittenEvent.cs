using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Tasks;
using TaskStatus = A2A.Protocol.TaskStatus;

namespace A2A.Server.Redis;

/// <summary>An event, and the status that it leaves behind, as scripts take them: the time in them is left to Redis.</summary>
/// <param name="Json">The event.</param>
/// <param name="State">The new state's name on the wire; empty when the event tells of none.</param>
/// <param name="Status">The status as the task keeps it; empty as above.</param>
/// <param name="Said">That status's message; empty when there is none.</param>
internal sealed record WrittenEvent(string Json, string State, string Status, string Said)
{
    // Where a status's time goes. The scripts put Redis's time there. Random, so that no caller's data can look like it.
    private static readonly DateTimeOffset Placeholder = DateTimeOffset.MinValue
        .AddSeconds(RandomNumberGenerator.GetInt32(250_000_000))
        .AddMilliseconds(RandomNumberGenerator.GetInt32(1000));

    /// <summary>What the scripts replace by the time.</summary>
    public static string PlaceholderText { get; } = WireTimestampConverter.ToText(Placeholder);

    public static WrittenEvent Of(AgentTask whole)
    {
        var status = whole.Status with { Timestamp = Placeholder };
        return From(new StreamResponse { Task = whole with { Status = status } }, status);
    }

    public static WrittenEvent Of(StreamResponse change)
    {
        if (change.StatusUpdate is not { } update)
        {
            return From(change, status: null);
        }

        var status = update.Status with { Timestamp = Placeholder };
        return From(change with { StatusUpdate = update with { Status = status } }, status);
    }

    /// <summary>The event as the log has it, once it is written.</summary>
    /// <param name="cursor">Its place.</param>
    /// <param name="before">The event before it.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="time">What the script put in the place of the placeholder.</param>
    /// <param name="traceParent">What caused it.</param>
    public TaskEvent ToEvent(EventCursor cursor, EventCursor before, long sequence, string time, string? traceParent)
    {
        var place = Json.IndexOf(PlaceholderText, StringComparison.Ordinal);
        var json = place < 0 ? Json : string.Concat(Json.AsSpan(0, place), time, Json.AsSpan(place + PlaceholderText.Length));
        return new(cursor, sequence, RedisTime.Of(cursor.Value), Encoding.UTF8.GetBytes(json), traceParent) { Before = before };
    }

    private static WrittenEvent From(StreamResponse change, TaskStatus? status)
    {
        var json = JsonSerializer.Serialize(change, A2AJson.Default.StreamResponse);
        if (status is null)
        {
            return new(json, "", "", "");
        }

        var kept = TaskProjection.Kept(status);
        return new(
            json,
            NameOf(kept.State),
            JsonSerializer.Serialize(kept, A2AJson.Default.TaskStatus),
            kept.Message is null ? "" : JsonSerializer.Serialize(kept.Message, A2AJson.Default.Message));
    }

    /// <summary>The state's name on the wire, which is also its name in index keys.</summary>
    public static string NameOf(TaskState state) => JsonSerializer.SerializeToElement(state, A2AJson.Default.TaskState).GetString()
        ?? throw new InvalidOperationException($"{state} has no name on the wire.");
}
