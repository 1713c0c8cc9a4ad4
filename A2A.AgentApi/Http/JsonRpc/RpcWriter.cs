using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using A2A.Protocol.JsonRpc;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.JsonRpc;

/// <summary>Writes answers: a JSON-RPC response, or a stream of them.</summary>
internal sealed class RpcWriter(EventStream stream, IOptions<HttpOptions> options)
{
    private readonly string _retryAfter = Math.Ceiling(options.Value.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    public Task WriteAsync(HttpContext context, JsonElement? id, RpcReply reply) => reply switch
    {
        RpcReply.Result result => WriteAsync(context, new JsonRpcResponse { Id = id, Result = result.Value }),
        RpcReply.Failed failed => FailAsync(context, id, failed.Error),
        RpcReply.Stream items => stream.WriteAsync(context, EventsOf(items.Items, id), Bytes(ErrorOf(id, A2AError.Unexpected))),
        _ => throw new UnreachableException(),
    };

    private Task FailAsync(HttpContext context, JsonElement? id, A2AError error)
    {
        context.Response.StatusCode = error.Status;
        if (error.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = _retryAfter;
        }

        return WriteAsync(context, ErrorOf(id, error));
    }

    private static async Task WriteAsync(HttpContext context, JsonRpcResponse response)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Bytes(response), context.RequestAborted);
    }

    private static async IAsyncEnumerable<SseEvent> EventsOf(
        IAsyncEnumerable<RpcItem> items, JsonElement? id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            yield return new(item.Cursor.Value, Bytes(new JsonRpcResponse { Id = id, Result = item.Result }));
        }
    }

    private static JsonRpcResponse ErrorOf(JsonElement? id, A2AError error) =>
        new() { Id = id, Error = new JsonRpcError { Code = error.Code, Message = error.Message } };

    private static byte[] Bytes(JsonRpcResponse response) =>
        JsonSerializer.SerializeToUtf8Bytes(response, JsonRpcJsonContext.Wire.JsonRpcResponse);
}
