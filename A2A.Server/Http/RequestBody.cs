using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http;

/// <summary>Reads bodies, never more than the limit.</summary>
internal sealed class RequestBody(IOptions<HttpOptions> options)
{
    private const int Chunk = 16 * 1024;

    /// <summary>For a body that is said to be longer no memory is taken before it comes.</summary>
    private const int Known = 64 * 1024;

    private readonly int _most = options.Value.MaxBodyBytes;

    /// <summary>The whole body, empty where there is none, or the error for one that is too large or of another kind than JSON.</summary>
    public async Task<Outcome<byte[]>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > _most)
        {
            return A2AError.TooLarge(_most);
        }

        try
        {
            var body = request.ContentLength is { } length and <= Known
                ? await ReadKnownAsync(request.Body, (int)length, cancellationToken)
                : await ReadWithinLimitAsync(request.Body, cancellationToken);
            // Nothing has no media type.
            return body is not { IsRefused: false, Value.Length: > 0 } ? body
                : ContentCoding.Of(request) is { } coding ? A2AError.Encoded(coding)
                : !request.HasJsonContentType() ? A2AError.MediaType
                : body;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return A2AError.TooLarge(_most);
        }
    }

    private static async Task<Outcome<byte[]>> ReadKnownAsync(Stream body, int length, CancellationToken cancellationToken)
    {
        var whole = new byte[length];
        var read = await body.ReadAtLeastAsync(whole, length, throwOnEndOfStream: false, cancellationToken);
        return read == length ? whole : whole[..read];
    }

    private async Task<Outcome<byte[]>> ReadWithinLimitAsync(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var chunk = new byte[Chunk];
        while (await body.ReadAsync(chunk, cancellationToken) is > 0 and var length)
        {
            whole.Write(chunk, 0, length);
            if (whole.Length > _most)
            {
                return A2AError.TooLarge(_most);
            }
        }

        return whole.ToArray();
    }
}
