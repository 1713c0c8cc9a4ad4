using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Http.Errors;
using A2A.Server.Tasks;

namespace A2A.Server.Http.Handlers;

/// <summary>One item of a stream: an event as it is stored, what no log holds, or the error that ends the stream.</summary>
internal sealed class StreamedEvent
{
    private readonly TaskEvent? _stored;
    private readonly StreamResponse? _made;

    private StreamedEvent(EventCursor? cursor, TaskEvent? stored, StreamResponse? made)
    {
        Cursor = cursor;
        _stored = stored;
        _made = made;
    }

    /// <summary>The place in the log to which it belongs; null for a direct answer and an error.</summary>
    public EventCursor? Cursor { get; }

    /// <summary>Why the stream ends here; an item with an error has no content.</summary>
    public A2AError? Error { get; private init; }

    /// <summary>The item as 1.0 writes it; an event's bytes as they are stored, never read on the way.</summary>
    public ReadOnlyMemory<byte> Json => _stored?.Json ?? JsonSerializer.SerializeToUtf8Bytes(Content, A2AJson.Default.StreamResponse);

    /// <summary>The item as a value, for versions that translate it.</summary>
    public StreamResponse Content => _made ?? _stored!.Content; // one of the two is there

    public static StreamedEvent Of(TaskEvent stored) => new(stored.Cursor, stored, null);

    public static StreamedEvent Of(EventCursor cursor, AgentTask task) => new(cursor, null, new StreamResponse { Task = task });

    public static StreamedEvent Of(Message answer) => new(null, null, new StreamResponse { Message = answer });

    public static StreamedEvent Of(A2AError error) => new(null, null, null) { Error = error };
}
