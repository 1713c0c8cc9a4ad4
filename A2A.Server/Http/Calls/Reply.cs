using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;
using A2A.Server.Tasks;

namespace A2A.Server.Http.Calls;

/// <summary>One item of a stream, in the words of the caller's version.</summary>
/// <param name="Cursor">Its place in the log; null for what no log holds.</param>
/// <param name="Json">UTF-8 JSON on one line.</param>
/// <param name="Error">Why the stream ends with this item, which has no JSON then.</param>
internal readonly record struct ReplyItem(EventCursor? Cursor, ReadOnlyMemory<byte> Json, A2AError? Error = null);

/// <summary>What an operation gives, in the words of the caller's version; the binding puts it into an answer.</summary>
internal abstract record Reply
{
    private Reply() { }

    /// <param name="Json">UTF-8 JSON.</param>
    public sealed record Result(ReadOnlyMemory<byte> Json) : Reply;

    public sealed record Stream(IAsyncEnumerable<ReplyItem> Items) : Reply;

    public sealed record Failed(A2AError Error) : Reply;

    public static implicit operator Reply(A2AError error) => new Failed(error);

    /// <summary>The value as the operation's result, or the error.</summary>
    public static Reply From<T, TWire>(Outcome<T> outcome, Func<T, TWire> toWire, JsonTypeInfo<TWire> type) => outcome.IsRefused
        ? new Failed(outcome.Error)
        : new Result(JsonSerializer.SerializeToUtf8Bytes(toWire(outcome.Value), type));

    /// <summary>The value as the operation's result, or the error.</summary>
    public static Reply From<T>(Outcome<T> outcome, JsonTypeInfo<T> type) => From(outcome, value => value, type);

    /// <summary>The items as the operation's results, or the error.</summary>
    public static Reply From(Outcome<IAsyncEnumerable<StreamedEvent>> outcome, Func<StreamedEvent, ReadOnlyMemory<byte>> toWire) =>
        outcome.IsRefused
            ? outcome.Error
            : new Stream(outcome.Value.Select(item => new ReplyItem(item.Cursor, item.Error is null ? toWire(item) : default, item.Error)));
}
