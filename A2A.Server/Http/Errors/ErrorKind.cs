using A2A.Protocol.JsonRpc;

namespace A2A.Server.Http.Errors;

/// <summary>What went wrong, as far as a program needs to know.</summary>
internal enum ErrorKind
{
    NotJson,
    InvalidRequest,
    MethodNotFound,
    InvalidParams,
    Internal,
    TaskNotFound,
    TaskNotCancelable,
    PushNotificationNotSupported,
    UnsupportedOperation,
    ContentTypeNotSupported,
    InvalidAgentResponse,
    ExtendedAgentCardNotConfigured,
    ExtensionSupportRequired,
    VersionNotSupported,
    AgentNotFound,
    NotFound,
    MethodNotAllowed,
    PreconditionFailed,
    BodyTooLarge,
    MediaType,
    Unauthenticated,
    Forbidden,
    TooManyRequests,
    Unavailable,
    DeliveryGone,
    SubscriptionEnded,
}

/// <summary>How a kind of error looks on the wire (A2A 1.0, sections 5.4, 9.5 and 11.6).</summary>
/// <param name="Code">The code in JSON-RPC.</param>
/// <param name="HttpStatus">The status in HTTP+JSON.</param>
/// <param name="Status">The canonical name of the status, of google.rpc.Code.</param>
/// <param name="Reason">The reason in google.rpc.ErrorInfo.</param>
/// <param name="IsOfHttp">True when it is HTTP that refuses: its status is that of a JSON-RPC answer, too, which otherwise is 200.</param>
internal sealed record ErrorShape(int Code, int HttpStatus, string Status, string Reason, bool IsOfHttp = false)
{
    private static readonly Dictionary<ErrorKind, ErrorShape> All = new()
    {
        [ErrorKind.NotJson] = new(A2AErrorCode.ParseError, 400, "INVALID_ARGUMENT", "PARSE_ERROR"),
        [ErrorKind.InvalidRequest] = new(A2AErrorCode.InvalidRequest, 400, "INVALID_ARGUMENT", "INVALID_REQUEST"),
        [ErrorKind.MethodNotFound] = new(A2AErrorCode.MethodNotFound, 404, "NOT_FOUND", "METHOD_NOT_FOUND"),
        [ErrorKind.InvalidParams] = new(A2AErrorCode.InvalidParams, 400, "INVALID_ARGUMENT", "INVALID_PARAMS"),
        [ErrorKind.Internal] = new(A2AErrorCode.InternalError, 500, "INTERNAL", "INTERNAL_ERROR"),
        [ErrorKind.TaskNotFound] = new(A2AErrorCode.TaskNotFound, 404, "NOT_FOUND", "TASK_NOT_FOUND"),
        [ErrorKind.TaskNotCancelable] = new(A2AErrorCode.TaskNotCancelable, 400, "FAILED_PRECONDITION", "TASK_NOT_CANCELABLE"),
        [ErrorKind.PushNotificationNotSupported] =
            new(A2AErrorCode.PushNotificationNotSupported, 400, "FAILED_PRECONDITION", "PUSH_NOTIFICATION_NOT_SUPPORTED"),
        [ErrorKind.UnsupportedOperation] = new(A2AErrorCode.UnsupportedOperation, 400, "FAILED_PRECONDITION", "UNSUPPORTED_OPERATION"),
        [ErrorKind.ContentTypeNotSupported] =
            new(A2AErrorCode.ContentTypeNotSupported, 400, "INVALID_ARGUMENT", "CONTENT_TYPE_NOT_SUPPORTED"),
        [ErrorKind.InvalidAgentResponse] = new(A2AErrorCode.InvalidAgentResponse, 500, "INTERNAL", "INVALID_AGENT_RESPONSE"),
        [ErrorKind.ExtendedAgentCardNotConfigured] =
            new(A2AErrorCode.ExtendedAgentCardNotConfigured, 400, "FAILED_PRECONDITION", "EXTENDED_AGENT_CARD_NOT_CONFIGURED"),
        [ErrorKind.ExtensionSupportRequired] =
            new(A2AErrorCode.ExtensionSupportRequired, 400, "FAILED_PRECONDITION", "EXTENSION_SUPPORT_REQUIRED"),
        [ErrorKind.VersionNotSupported] = new(A2AErrorCode.VersionNotSupported, 400, "FAILED_PRECONDITION", "VERSION_NOT_SUPPORTED"),
        [ErrorKind.AgentNotFound] = new(A2AErrorCode.InvalidRequest, 404, "NOT_FOUND", "AGENT_NOT_FOUND", IsOfHttp: true),
        [ErrorKind.NotFound] = new(A2AErrorCode.InvalidRequest, 404, "NOT_FOUND", "NOT_FOUND", IsOfHttp: true),
        [ErrorKind.MethodNotAllowed] = new(A2AErrorCode.InvalidRequest, 405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED", IsOfHttp: true),
        [ErrorKind.PreconditionFailed] =
            new(A2AErrorCode.InvalidRequest, 412, "FAILED_PRECONDITION", "PRECONDITION_FAILED", IsOfHttp: true),
        [ErrorKind.BodyTooLarge] = new(A2AErrorCode.InvalidRequest, 413, "INVALID_ARGUMENT", "BODY_TOO_LARGE", IsOfHttp: true),
        [ErrorKind.MediaType] = new(A2AErrorCode.InvalidRequest, 415, "INVALID_ARGUMENT", "UNSUPPORTED_MEDIA_TYPE", IsOfHttp: true),
        [ErrorKind.Unauthenticated] = new(A2AErrorCode.InvalidRequest, 401, "UNAUTHENTICATED", "UNAUTHENTICATED", IsOfHttp: true),
        [ErrorKind.Forbidden] = new(A2AErrorCode.InvalidRequest, 403, "PERMISSION_DENIED", "PERMISSION_DENIED", IsOfHttp: true),
        [ErrorKind.TooManyRequests] = new(A2AErrorCode.InternalError, 429, "RESOURCE_EXHAUSTED", "TOO_MANY_REQUESTS", IsOfHttp: true),
        [ErrorKind.Unavailable] = new(A2AErrorCode.InternalError, 503, "UNAVAILABLE", "UNAVAILABLE", IsOfHttp: true),
        [ErrorKind.DeliveryGone] = new(A2AErrorCode.InvalidRequest, 409, "FAILED_PRECONDITION", "DELIVERY_GONE", IsOfHttp: true),
        [ErrorKind.SubscriptionEnded] = new(A2AErrorCode.InvalidRequest, 409, "FAILED_PRECONDITION", "SUBSCRIPTION_ENDED", IsOfHttp: true),
    };

    public static ErrorShape Of(ErrorKind kind) => All[kind];
}
