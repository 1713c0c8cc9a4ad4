using System.Net;
using A2A.Protocol.Client.Wire;

namespace A2A.Protocol.Grpc;

/// <summary>Sends by the HttpClient, and lets through what is gRPC.</summary>
/// <remarks>The library of gRPC gives anything else a status of gRPC, as if an agent had refused, and drops what was said.</remarks>
internal sealed class GrpcTransport(HttpClient http) : HttpMessageHandler
{
    private const int LongestSample = 16 * 1024;

    /// <exception cref="NotGrpcException">Something else than a server of gRPC answered.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (IsGrpc(response))
        {
            return response;
        }

        using (response)
        {
            throw new NotGrpcException(response, await SampleAsync(response.Content, cancellationToken));
        }
    }

    private static bool IsGrpc(HttpResponseMessage response) =>
        response.Headers.Contains("grpc-status")
        || (response.StatusCode == HttpStatusCode.OK && IsGrpc(response.Content.Headers.ContentType?.MediaType));

    // As gRPC over HTTP/2 has it: application/grpc, or with a format, such as application/grpc+proto.
    private static bool IsGrpc(string? mediaType) =>
        mediaType is not null && $"{mediaType}+".StartsWith("application/grpc+", StringComparison.OrdinalIgnoreCase);

    private async Task<byte[]> SampleAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(http.Timeout);
        try
        {
            await using var body = await content.ReadAsStreamAsync(limit.Token);
            var sample = new byte[LongestSample];
            return sample[..await body.ReadAtLeastAsync(sample, LongestSample, throwOnEndOfStream: false, limit.Token)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw HttpExchange.Late(http);
        }
    }
}

/// <summary>What answered is no server of gRPC: a proxy, or a page.</summary>
/// <param name="response">The answer.</param>
/// <param name="body">What it began with.</param>
internal sealed class NotGrpcException(HttpResponseMessage response, byte[] body) : Exception
{
    public HttpResponseMessage Response => response;

    public byte[] Body => body;
}
