using System.Net;
using System.Net.Sockets;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client.Following;

/// <summary>Which errors may be gone at the next try.</summary>
internal static class Breaks
{
    /// <summary>
    /// True for a connection that broke or was not to be had, a time-out, and a server that is not able to answer at present.
    /// </summary>
    public static bool MayPass(Exception error, CancellationToken cancellationToken) => error switch
    {
        A2AException refusal => MayPass(refusal),
        HttpRequestException or IOException or SocketException => true,
        // The HttpClient's time-out, not the caller's wish.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static bool MayPass(A2AException refusal) =>
        refusal.Code is A2AErrorCode.InternalError
        || refusal.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
