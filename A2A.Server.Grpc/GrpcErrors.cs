using System.Globalization;
using System.Text;
using A2A.Protocol.JsonRpc;
using A2A.Server.Http;
using A2A.Server.Http.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Enum = System.Enum;
using RpcBadRequest = Google.Rpc.BadRequest;
using RpcErrorInfo = Google.Rpc.ErrorInfo;
using RpcStatus = Google.Rpc.Status;

namespace A2A.Server.Grpc;

/// <summary>Errors as gRPC has them (A2A 1.0, sections 5.4 and 10.6): a status with ErrorInfo, and what is to be said further.</summary>
internal sealed class GrpcErrors(IOptions<HttpOptions> options)
{
    private const string ContentType = "application/grpc";

    /// <summary>Of a call that has come to the service.</summary>
    public RpcException Refuse(A2AError error) => StatusOf(error, wait: null).ToRpcException();

    /// <summary>How requests are refused that do not come as far as the service: without credentials, or too many.</summary>
    public RefusalForm Form => new(
        request => request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) is true,
        (context, error, wait) => WriteAsync(context, StatusOf(error, wait)));

    private RpcStatus StatusOf(A2AError error, TimeSpan? wait)
    {
        var shape = ErrorShape.Of(error.Kind);
        var info = new RpcErrorInfo { Reason = shape.Reason, Domain = A2A.Protocol.JsonRpc.ErrorInfo.ProtocolDomain };
        var status = new RpcStatus { Code = (int)CodeOf(shape.Status), Message = error.Message };
        if (error.TaskId is { } task)
        {
            info.Metadata["taskId"] = task;
        }

        status.Details.Add(Any.Pack(info));
        if (error.Field is { } field)
        {
            status.Details.Add(Any.Pack(new RpcBadRequest
            {
                FieldViolations = { new RpcBadRequest.Types.FieldViolation { Field = field, Description = error.Message } },
            }));
        }

        if (error.Kind is ErrorKind.TooManyRequests or ErrorKind.Unavailable)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait ?? options.Value.RetryAfter) }));
        }

        return status;
    }

    // FAILED_PRECONDITION
    private static StatusCode CodeOf(string name) =>
        Enum.Parse<StatusCode>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    // A response of headers alone, which are its trailers (gRPC over HTTP/2, "Trailers-Only").
    private static System.Threading.Tasks.Task WriteAsync(HttpContext context, RpcStatus status)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-status"] = status.Code.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = PercentEncoded(status.Message);
        context.Response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
        return System.Threading.Tasks.Task.CompletedTask;
    }

    // As gRPC over HTTP/2 wants it: printable ASCII stays as it is. Some clients unpack "%20", but not "%3B".
    private static string PercentEncoded(string message) => string.Concat(Encoding.UTF8.GetBytes(message)
        .Select(each => each is >= 0x20 and <= 0x7E and not (byte)'%' ? $"{(char)each}" : $"%{each:X2}"));
}
