using System.Net;
using Google.Protobuf;
using Google.Rpc;

namespace A2A.Protocol.Grpc;

/// <summary>
/// Gives a refusal over gRPC that says how long to wait (google.rpc.RetryInfo) the HTTP status, 429 or 503, and the <c>Retry-After</c> that
/// it has over the other bindings, so that what repeats requests in an HttpClient's pipeline sees it.
/// </summary>
/// <remarks>
/// Goes inside of what repeats. A call that is refused before it sends anything has its status in the headers, and HTTP 200; others, and
/// refusals without RetryInfo, stay as they are. The status of gRPC stays, too, and is what the client reads.
/// </remarks>
public sealed class RetryInfoHandler : DelegatingHandler
{
    private const string Details = "grpc-status-details-bin";

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        HttpStatusCode? status = Header(response, "grpc-status") switch
        {
            "8" => HttpStatusCode.TooManyRequests, // RESOURCE_EXHAUSTED
            "14" => HttpStatusCode.ServiceUnavailable,
            _ => null,
        };
        if (status is { } known && WaitOf(Header(response, Details)) is { } wait)
        {
            response.StatusCode = known;
            response.Headers.RetryAfter = new(wait);
        }

        return response;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static TimeSpan? WaitOf(string? details)
    {
        try
        {
            // gRPC leaves out the padding of base64.
            var bytes = Convert.FromBase64String(details?.PadRight((details.Length + 3) / 4 * 4, '=') ?? "");
            var wait = GrpcFailures.WaitOf(Status.Parser.ParseFrom(bytes).GetDetail<RetryInfo>()?.RetryDelay);
            return wait?.TotalSeconds is >= 0 and <= int.MaxValue ? wait : null;
        }
        catch (Exception e) when (e is FormatException or InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
