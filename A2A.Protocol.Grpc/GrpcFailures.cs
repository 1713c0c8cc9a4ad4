using System.Net;
using A2A.Protocol.Client;
using A2A.Protocol.Client.Wire;
using A2A.Protocol.JsonRpc;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using FieldViolation = A2A.Protocol.JsonRpc.FieldViolation;
using RpcBadRequest = Google.Rpc.BadRequest;
using RpcErrorInfo = Google.Rpc.ErrorInfo;

namespace A2A.Protocol.Grpc;

/// <summary>What went wrong in one call, in the errors that the other bindings have.</summary>
internal sealed class GrpcFailures(Question question, A2AClientOptions options)
{
    /// <summary>The errors of an answer that came, and is not what it should be.</summary>
    public AnswerErrors Succeeded { get; } = new(question.Name, question.Parameters, HttpStatusCode.OK);

    /// <summary>The error for a call that failed.</summary>
    public Exception Of(RpcException e, CancellationToken cancellationToken) => e.Status.DebugException switch
    {
        _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(cancellationToken),
        HttpRequestException broken => new HttpRequestException(broken.HttpRequestError, broken.Message, e),
        NotGrpcException answer => Foreign(answer),
        IOException or InvalidDataException => new IOException(e.Status.DebugException.Message, e),
        { } other => other, // such as the HttpClient's time-out
        null when IsTooLong(e) => Succeeded.TooLong(options.LongestAnswer),
        null => Refused(e),
    };

    /// <summary>The wait that RetryInfo says; null for one that is no time, or longer than any.</summary>
    public static TimeSpan? WaitOf(Duration? delay)
    {
        try
        {
            return delay?.ToTimeSpan();
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private A2AException Foreign(NotGrpcException answer)
    {
        var errors = AnswerErrors.Of(question, answer.Response, options.Time);
        return answer.Response.IsSuccessStatusCode ? errors.Foreign("gRPC", answer.Body) : errors.BadStatus(answer.Body);
    }

    // The library's own status has no trailers, not even empty ones; that of a server which has read too much has.
    private static bool IsTooLong(RpcException e) =>
        e.StatusCode == StatusCode.ResourceExhausted && ReferenceEquals(e.Trailers, Metadata.Empty);

    private Exception Refused(RpcException e)
    {
        var details = DetailsOf(e);
        var info = details.OfType<RpcErrorInfo>().FirstOrDefault();
        var errors = new AnswerErrors(
            question.Name,
            question.Parameters,
            HttpStatusOf(e.StatusCode),
            WaitOf(details.OfType<RetryInfo>().FirstOrDefault()?.RetryDelay),
            $"gRPC status {e.StatusCode}");
        var refusal = errors.Refused(new AgentRefusal(
            A2AErrorReason.CodeOf(info?.Reason) ?? CodeOf(e.StatusCode),
            e.Status.Detail,
            info is null ? null : new() { Reason = info.Reason, Domain = info.Domain, Metadata = info.Metadata },
            [.. details.OfType<RpcBadRequest>().SelectMany(detail => detail.FieldViolations)
                .Select(field => new FieldViolation { Field = field.Field, Description = field.Description })]));
        // Given where a server or a proxy broke the call off, or the answer has no status.
        return e.StatusCode == StatusCode.Cancelled ? new IOException($"{question.Name} was broken off by the server.", refusal) : refusal;
    }

    private static List<IMessage> DetailsOf(RpcException e) =>
        [.. (e.Trailers.GetRpcStatus(ignoreParseError: true)?.Details ?? []).Select(Unpacked).OfType<IMessage>()];

    /// <summary>A detail that is known. One that is malformed is left out: the refusal itself is what matters.</summary>
    private static IMessage? Unpacked(Any detail)
    {
        try
        {
            return detail.TryUnpack<RpcErrorInfo>(out var info) ? info
                : detail.TryUnpack<RpcBadRequest>(out var request) ? request
                : detail.TryUnpack<RetryInfo>(out var retry) ? retry
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    // As the other bindings tell what has no reason of A2A's own.
    private static int? CodeOf(StatusCode status) => status switch
    {
        StatusCode.InvalidArgument => A2AErrorCode.InvalidParams,
        StatusCode.Unimplemented => A2AErrorCode.MethodNotFound,
        StatusCode.Internal => A2AErrorCode.InternalError,
        _ => null,
    };

    // As google.rpc.Code says it of each.
    private static HttpStatusCode HttpStatusOf(StatusCode status) => status switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => HttpStatusCode.BadRequest,
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => HttpStatusCode.Conflict,
        StatusCode.ResourceExhausted => HttpStatusCode.TooManyRequests,
        StatusCode.Cancelled => (HttpStatusCode)499,
        StatusCode.Unimplemented => HttpStatusCode.NotImplemented,
        StatusCode.Unavailable => HttpStatusCode.ServiceUnavailable,
        StatusCode.DeadlineExceeded => HttpStatusCode.GatewayTimeout,
        _ => HttpStatusCode.InternalServerError,
    };
}
