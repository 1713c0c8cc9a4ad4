using System.Net;
using Microsoft.Net.Http.Headers;

namespace A2A.Server.Http;

/// <summary>What every answer tells browsers: it is data, no page, and not to be kept unless its route says otherwise.</summary>
internal static class SecurityHeaders
{
    private const string OneYear = "max-age=31536000";

    /// <summary>Comes first, so that refusals of all that follows have them, too.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            if (!IsOfApplication(context))
            {
                Add(context);
            }

            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    // Without a route a success is that of the application's own middleware, such as its static files.
    private static bool IsOfApplication(HttpContext context) => ServerRoute.IsForeign(context)
        || (context.GetEndpoint() is null && context.Response.StatusCode < StatusCodes.Status400BadRequest);

    /// <summary>Adds the headers. What the route said of caching, and of what its page may load, stays.</summary>
    internal static void Add(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'");
        headers["Referrer-Policy"] = "no-referrer";
        headers.TryAdd(HeaderNames.CacheControl, "no-store");
        // A browser that was told so of its own machine would ask every program there by https.
        if (context.Request.IsHttps && !IsOwnMachine(context.Request.Host.Host))
        {
            headers.StrictTransportSecurity = OneYear;
        }
    }

    private static bool IsOwnMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
