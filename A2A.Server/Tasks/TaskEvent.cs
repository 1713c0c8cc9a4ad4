using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;

namespace A2A.Server.Tasks;

/// <summary>One event of a task's log.</summary>
/// <param name="Cursor">Its place in the log.</param>
/// <param name="Sequence">1 for the task's first event, without gaps.</param>
/// <param name="Time">When it was stored, by the store's clock.</param>
/// <param name="Json">The 1.0 StreamResponse, as stored: UTF-8 JSON.</param>
/// <param name="TraceParent">The W3C traceparent of what caused it.</param>
internal sealed record TaskEvent(EventCursor Cursor, long Sequence, DateTimeOffset Time, ReadOnlyMemory<byte> Json, string? TraceParent)
{
    /// <summary>The event before it in the log; null when that is not known.</summary>
    public EventCursor? Before { get; init; }

    private StreamResponse? _content;
    private TaskState? _state;
    private bool _stateIsKnown;

    /// <summary>The event, read on first use.</summary>
    public StreamResponse Content => _content ??= JsonSerializer.Deserialize(Json.Span, A2AJson.Default.StreamResponse)
        ?? throw new InvalidDataException($"Event {Cursor} is empty.");

    /// <summary>The state that the event tells of; null for an artifact.</summary>
    public TaskState? State
    {
        get
        {
            if (!_stateIsKnown)
            {
                (_state, _stateIsKnown) = (EventState.Find(Json.Span), true);
            }

            return _state;
        }
    }

    /// <summary>True when no event follows.</summary>
    public bool IsLast => State?.IsTerminal() ?? false;
}
