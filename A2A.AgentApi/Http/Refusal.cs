using System.Globalization;
using System.Text.Json;
using A2A.AgentApi.Http.JsonRpc;
using A2A.Protocol.JsonRpc;

namespace A2A.AgentApi.Http;

/// <summary>Refuses a request before any operation has seen it, in the words of the binding that its route has.</summary>
/// <param name="Error">Why; its status is an error of HTTP.</param>
/// <param name="Wait">When it may be worth while to try again; null when never.</param>
internal sealed record Refusal(A2AError Error, TimeSpan? Wait = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Error.Status;
        if (Wait is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        response.ContentType = "application/json";
        var isRpc = httpContext.GetEndpoint()?.Metadata.GetMetadata<JsonRpcBinding>() is not null;
        return response.Body.WriteAsync(isRpc ? ToRpc() : ToHttp(), httpContext.RequestAborted).AsTask();
    }

    private byte[] ToRpc() => JsonSerializer.SerializeToUtf8Bytes(
        new JsonRpcResponse { Error = new() { Code = Error.Code, Message = Error.Message } }, JsonRpcJsonContext.Wire.JsonRpcResponse);

    private byte[] ToHttp() => JsonSerializer.SerializeToUtf8Bytes(
        new HttpErrorBody { Error = new() { Code = Error.Status, Status = StatusName, Message = Error.Message } }, JsonRpcJsonContext.Wire.HttpErrorBody);

    private string StatusName => Error.Status switch
    {
        StatusCodes.Status401Unauthorized => "UNAUTHENTICATED",
        StatusCodes.Status429TooManyRequests => "RESOURCE_EXHAUSTED",
        _ => "FAILED_PRECONDITION",
    };
}
