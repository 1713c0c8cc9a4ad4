using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests.Interop;

/// <summary>A web site of its own origin, whose one page calls agents.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Interop", "browser", "page.html"));
        _app.MapGet("/", () => Results.Content(page, "text/html; charset=utf-8"));
    }

    /// <summary>The origin, which is also the page's address.</summary>
    public string Address => _app.Urls.First();

    public static async Task<PageServer> StartAsync()
    {
        var server = new PageServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
