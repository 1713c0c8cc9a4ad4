using System.Net.Http.Headers;
using A2A.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace A2A.Webhooks.Tests.AspNetCore;

/// <summary>Somebody's web app on a free local port.</summary>
internal sealed class WebhookApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookApp(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public static async Task<WebhookApp> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        configure?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WebhookApp(app);
    }

    public async Task<HttpResponseMessage> PostAsync(IEnumerable<WebhookHeader> headers, byte[]? body = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/a2a") { Content = new ByteArrayContent(body ?? Webhook.Body) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var header in headers)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value).ShouldBeTrue();
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
