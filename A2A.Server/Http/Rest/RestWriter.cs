using System.Diagnostics;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Sse;

namespace A2A.Server.Http.Rest;

/// <summary>Writes answers in HTTP+JSON: the result itself, a stream of results, or an error.</summary>
internal sealed class RestWriter(EventStream stream, ErrorWriter errors)
{
    public Task WriteAsync(HttpContext context, Operation operation, Reply reply) => reply switch
    {
        Reply.Failed failed => errors.WriteAsync(context, failed.Error, operation.ProtocolVersion),
        Reply.Stream items => stream.WriteAsync(
            context,
            items.Items.Select(item => EventOf(item, operation.ProtocolVersion)),
            ErrorOf(A2AError.Unexpected, operation.ProtocolVersion),
            idApart: operation.ProtocolVersion == ProtocolVersions.V03),
        Reply.Result result => WriteAsync(context, result.Json, operation.ProtocolVersion),
        _ => throw new UnreachableException(),
    };

    private static SseEvent EventOf(ReplyItem item, string version) =>
        item.Error is { } error ? ErrorOf(error, version) : new SseEvent(item.Cursor?.Value, item.Json);

    private static SseEvent ErrorOf(A2AError error, string version) => new(null, ErrorJson.ToHttpBody(error, version), "error");

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, string version)
    {
        context.Response.ContentType = MediaTypes.Of(context.Request, version);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
