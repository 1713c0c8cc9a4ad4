using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Http.JsonRpc;

/// <summary>A call whose envelope is sound.</summary>
internal sealed record RpcCall(CallContext Context, JsonElement? Params);

/// <summary>One answer within a stream.</summary>
internal sealed record RpcItem(EventCursor Cursor, JsonElement Result);

/// <summary>What a method gives.</summary>
internal abstract record RpcReply
{
    private RpcReply() { }

    public sealed record Result(JsonElement Value) : RpcReply;

    public sealed record Stream(IAsyncEnumerable<RpcItem> Items) : RpcReply;

    public sealed record Failed(A2AError Error) : RpcReply;

    public static implicit operator RpcReply(A2AError error) => new Failed(error);

    /// <summary>The value as the method's result, or the error.</summary>
    public static RpcReply From<T, TWire>(Outcome<T> outcome, Func<T, TWire> toWire, JsonTypeInfo<TWire> type) => outcome.IsRefused
        ? new Failed(outcome.Error)
        : new Result(JsonSerializer.SerializeToElement(toWire(outcome.Value), type));
}
