using System.Net;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client;

/// <summary>The agent refused a call, or what answered is not an A2A agent.</summary>
/// <remarks>
/// The text never holds a secret, a token or credentials. A server that cannot be reached, a broken connection and a
/// time-out stay what HttpClient makes of them: HttpRequestException, IOException, SocketException and TaskCanceledException.
/// </remarks>
public sealed class A2AException : Exception
{
    internal A2AException(string message, int? code, HttpStatusCode? statusCode, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        StatusCode = statusCode;
    }

    /// <summary>The agent's error code, one of <see cref="A2AErrorCode"/> or its own; null when no agent spoke, or it gave none.</summary>
    public int? Code { get; }

    /// <summary>The status of the HTTP answer; null when nothing was sent.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>Why, for programs, such as reason <c>TASK_NOT_FOUND</c>; null when the agent does not say (0.3 never does).</summary>
    public ErrorInfo? Info { get; internal init; }

    /// <summary>The fields of the request that are wrong, where the agent names them.</summary>
    public IReadOnlyList<FieldViolation> FieldViolations { get; internal init; } = [];

    /// <summary>
    /// How long the server asks to wait before the next try (<c>Retry-After</c>, RFC 9110, section 10.2.3); null when it does not.
    /// </summary>
    public TimeSpan? RetryAfter { get; internal init; }
}
