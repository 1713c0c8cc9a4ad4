using System.Globalization;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Errors;

/// <summary>
/// Tells callers when to try again, where nothing else has told them: of an unavailable server, and when they asked too much.
/// </summary>
internal sealed class RetryAfter(IOptions<HttpOptions> options)
{
    private readonly string _seconds = Math.Ceiling(options.Value.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds the header where the status is 429 or 503.</summary>
    public void Tell(HttpResponse response)
    {
        if (response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            && response.Headers.RetryAfter.Count == 0)
        {
            response.Headers.RetryAfter = _seconds;
        }
    }
}
