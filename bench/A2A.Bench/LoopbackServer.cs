using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace A2A.Bench;

/// <summary>Bare Kestrel with one handler, on a free port of loopback: no routing, no logging, no host defaults.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(handle);
    }

    public Uri Url => new(_app.Urls.Single());

    public static async Task<LoopbackServer> StartAsync(RequestDelegate handle, CancellationToken cancellationToken)
    {
        var server = new LoopbackServer(handle);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Answers every request with its own body.</summary>
    public static Task<LoopbackServer> StartEchoAsync(CancellationToken cancellationToken) =>
        StartAsync(http => http.Request.Body.CopyToAsync(http.Response.Body, http.RequestAborted), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
