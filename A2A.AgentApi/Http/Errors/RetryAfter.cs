using System.Globalization;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Errors;

/// <summary>Tells callers of an unavailable server when to try again.</summary>
internal sealed class RetryAfter(IOptions<HttpOptions> options)
{
    private readonly string _seconds = Math.Ceiling(options.Value.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds the header where the status is 503.</summary>
    public void Tell(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = _seconds;
        }
    }
}
