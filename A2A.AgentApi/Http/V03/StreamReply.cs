using System.Runtime.CompilerServices;
using System.Text.Json;
using A2A.AgentApi.Http.JsonRpc;
using A2A.Protocol;
using A2A.Protocol.V03;

namespace A2A.AgentApi.Http.V03;

/// <summary>Streams in the words of 0.3.</summary>
internal static class StreamReply
{
    public static RpcReply From(Outcome<IAsyncEnumerable<StreamItem>> outcome) =>
        outcome.IsRefused ? outcome.Error : new RpcReply.Stream(TranslateAsync(outcome.Value));

    /// <summary>A stream item as 0.3 writes it: told apart by <c>kind</c>.</summary>
    public static JsonElement ToWire(StreamResponse content) => content switch
    {
        { Task: { } task } => JsonSerializer.SerializeToElement(task.ToV03(), V03JsonContext.Wire.V03Task),
        { StatusUpdate: { } update } => JsonSerializer.SerializeToElement(update.ToV03(), V03JsonContext.Wire.V03StatusUpdate),
        { ArtifactUpdate: { } update } => JsonSerializer.SerializeToElement(update.ToV03(), V03JsonContext.Wire.V03ArtifactUpdate),
        { Message: { } message } => JsonSerializer.SerializeToElement(message.ToV03(), V03JsonContext.Wire.V03Message),
        _ => throw new InvalidDataException("The log holds an event without content."),
    };

    private static async IAsyncEnumerable<RpcItem> TranslateAsync(
        IAsyncEnumerable<StreamItem> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            yield return new(item.Cursor, ToWire(item.Content));
        }
    }
}
