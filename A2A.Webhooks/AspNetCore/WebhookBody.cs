using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace A2A.Webhooks.AspNetCore;

/// <summary>Reads a request's body whole, up to a limit.</summary>
internal static class WebhookBody
{
    /// <summary>
    /// Servers count a chunk's length and line ends too; a chunk of one byte has six of them in all (RFC 9112, section 7.1).
    /// </summary>
    private const int FramingFactor = 8;

    /// <summary>The body's bytes; null when there are more than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = FramingFactor * (long)limit;
        }

        try
        {
            return await ReadAsync(context.Request.Body, limit, context.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is var length and > 0)
        {
            if (read.Length + length > limit)
            {
                return null;
            }

            read.Write(buffer, 0, length);
        }

        return read.ToArray();
    }
}
