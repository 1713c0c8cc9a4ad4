using Google.Protobuf;
using Google.Rpc;

namespace A2A.SampleClient.Connections;

/// <summary>
/// Puts the wait that a refusal over gRPC asks for (google.rpc.RetryInfo) where the other bindings have it: in <c>Retry-After</c>.
/// </summary>
/// <remarks>A call that is refused before it sends anything has its status in the headers, and HTTP 200.</remarks>
internal sealed class RetryInfoHandler : DelegatingHandler
{
    /// <summary>The header with the status of a call.</summary>
    public const string Status = "grpc-status";

    private const string Details = "grpc-status-details-bin";
    private const string ResourceExhausted = "8";
    private const string Unavailable = "14";
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (Header(response, Status) is ResourceExhausted or Unavailable && Header(response, Details) is { } details)
        {
            response.Headers.RetryAfter = WaitOf(details) is { } wait ? new(wait) : null;
        }

        return response;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static TimeSpan? WaitOf(string details)
    {
        try
        {
            // gRPC leaves out the padding of base64.
            var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
            return status.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan() is { } wait && wait <= LongestWait ? wait : null;
        }
        catch (Exception e) when (e is FormatException or InvalidProtocolBufferException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }
}
