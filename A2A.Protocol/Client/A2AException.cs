using System.Net;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client;

/// <summary>The agent refused a call, or what answered is not an A2A agent.</summary>
/// <remarks>
/// The text never holds a secret, a token or credentials. A server that cannot be reached, a broken connection and a
/// time-out stay what HttpClient makes of them: HttpRequestException, IOException and TaskCanceledException.
/// </remarks>
public sealed class A2AException : Exception
{
    internal A2AException(string message, int? code, HttpStatusCode? statusCode, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        StatusCode = statusCode;
    }

    /// <summary>The agent's error code, one of <see cref="A2AErrorCode"/> or its own; null when no agent spoke.</summary>
    public int? Code { get; }

    /// <summary>The status of the HTTP answer.</summary>
    public HttpStatusCode? StatusCode { get; }
}
