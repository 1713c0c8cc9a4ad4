using Microsoft.AspNetCore.Http;

namespace A2A.Webhooks.Hosting;

/// <summary>The status of a failure that no handler caught.</summary>
internal static class FailureStatus
{
    /// <summary>
    /// 400 and its like where the client is at fault. A chunk's size beyond 32 bits (RFC 9112, section 7.1) is one of these, though
    /// Kestrel throws an <see cref="IOException"/> that is no <see cref="BadHttpRequestException"/>.
    /// </summary>
    public static int Of(Exception failure) => failure switch
    {
        BadHttpRequestException refused => refused.StatusCode,
        IOException { InnerException: OverflowException } => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
