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
            items.Items.Select(item => new SseEvent(item.Cursor?.Value, item.Json)),
            new SseEvent(null, ErrorJson.ToHttpBody(A2AError.Unexpected, operation.ProtocolVersion), "error")),
        Reply.Result when operation.Route.Result is null => Nothing(context.Response),
        Reply.Result result => WriteAsync(context, result.Json, operation.ProtocolVersion),
        _ => throw new UnreachableException(),
    };

    private static Task Nothing(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, string version)
    {
        context.Response.ContentType = MediaTypes.Of(context.Request, version);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
