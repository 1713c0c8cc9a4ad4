namespace A2A.AgentApi.Http;

/// <summary>Reads bodies, never more than the limit.</summary>
internal static class RequestBody
{
    private const int Chunk = 16 * 1024;

    /// <summary>The whole body, or the error for one that is too large or of another kind than JSON.</summary>
    public static async Task<Outcome<byte[]>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return A2AError.MediaType;
        }

        if (request.ContentLength > HttpOptions.LargestBody)
        {
            return A2AError.TooLarge;
        }

        try
        {
            return await ReadWithinLimitAsync(request.Body, cancellationToken);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return A2AError.TooLarge;
        }
    }

    private static async Task<Outcome<byte[]>> ReadWithinLimitAsync(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var chunk = new byte[Chunk];
        while (await body.ReadAsync(chunk, cancellationToken) is > 0 and var length)
        {
            whole.Write(chunk, 0, length);
            if (whole.Length > HttpOptions.LargestBody)
            {
                return A2AError.TooLarge;
            }
        }

        return whole.ToArray();
    }
}
