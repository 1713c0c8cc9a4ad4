using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace A2A.WebhookReceiver.Http;

/// <summary>What every answer says to browsers: unless it says otherwise, it is data, not a page, and nothing to keep.</summary>
internal static class ReceiverHeaders
{
    private const string DataOnly = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Answers do not tell which server software sends them.</summary>
    public static void AddSecurityHeaders(this IHostApplicationBuilder builder) =>
        builder.Services.Configure<KestrelServerOptions>(options => options.AddServerHeader = false);

    /// <summary>Stands outside of everything, and adds them last, because the error handler clears what was set before.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(Add, context.Response.Headers);
        return next(context);
    });

    private static Task Add(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = headers.CacheControl is [] ? "no-store" : headers.CacheControl;
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy is [] ? DataOnly : headers.ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
