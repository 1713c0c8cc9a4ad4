using System.Diagnostics;
using System.Text.Json;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Sse;
using Microsoft.AspNetCore.Diagnostics;

namespace A2A.Server.Http.JsonRpc;

/// <summary>Writes answers: a JSON-RPC response, or a stream of them.</summary>
internal sealed class RpcWriter(EventStream stream, RetryAfter retryAfter)
{
    /// <summary>Writes the error that the request deserves.</summary>
    public Task WriteAsync(HttpContext context, RpcRequest refused, string version) =>
        WriteAsync(context, refused, version, refused.Error ?? throw new UnreachableException());

    /// <summary>
    /// Writes what an operation gave. A refused stream of 0.3 is a stream, too, for callers that ask for one: its only event is the
    /// error, since clients of 0.3 read nothing else. What HTTP refuses stays a status.
    /// </summary>
    public Task WriteAsync(HttpContext context, RpcRequest request, Operation operation, Reply reply) => WriteAsync(
        context,
        request,
        operation.ProtocolVersion,
        reply is Reply.Failed { Error: var error }
            && operation is { ProtocolVersion: ProtocolVersions.V03, Route.Streams: true }
            && !ErrorShape.Of(error.Kind).IsOfHttp
            && MediaTypes.TakesEvents(context.Request)
                ? new Reply.Stream(new[] { new ReplyItem(null, default, error) }.ToAsyncEnumerable())
                : reply);

    /// <param name="context">The request.</param>
    /// <param name="request">Its envelope; one that wants no answer gets a status and no body.</param>
    /// <param name="version">The protocol version of errors.</param>
    /// <param name="reply">The answer.</param>
    public Task WriteAsync(HttpContext context, RpcRequest request, string version, Reply reply)
    {
        if (reply is Reply.Failed failed)
        {
            context.Response.StatusCode = StatusOf(failed.Error);
            retryAfter.Tell(context.Response);
        }

        if (request.IsNotification)
        {
            return SayNothing(context);
        }

        return reply switch
        {
            Reply.Result result => WriteAsync(context, RpcEnvelope.Result(request.Id, result.Json)),
            Reply.Failed refused => WriteAsync(context, RpcEnvelope.Error(request.Id, refused.Error, version)),
            Reply.Stream items => stream.WriteAsync(
                context,
                items.Items.Select(item => EventOf(item, request.Id, version)),
                new SseEvent(null, RpcEnvelope.Error(request.Id, A2AError.Unexpected, version)),
                idApart: version == ProtocolVersions.V03),
            _ => throw new UnreachableException(),
        };
    }

    private static Task SayNothing(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = response.StatusCode == StatusCodes.Status200OK ? StatusCodes.Status204NoContent : response.StatusCode;
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false; // they would give a body to a refusal
        }

        return Task.CompletedTask;
    }

    private static int StatusOf(A2AError error) =>
        ErrorShape.Of(error.Kind) is { IsOfHttp: true } shape ? shape.HttpStatus : StatusCodes.Status200OK;

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = MediaTypes.Json;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static SseEvent EventOf(ReplyItem item, JsonElement? id, string version) => item.Error is { } error
        ? new(null, RpcEnvelope.Error(id, error, version))
        : new(item.Cursor?.Value, RpcEnvelope.Result(id, item.Json));
}
