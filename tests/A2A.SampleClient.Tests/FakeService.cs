using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace A2A.SampleClient.Tests;

/// <summary>A web server on free local ports, the second of which speaks HTTP/2 alone.</summary>
internal abstract class FakeService : IAsyncDisposable
{
    private readonly WebApplication _app;

    protected FakeService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders();
        Add(builder.Services);
        _app = builder.Build();
    }

    public string Url => _app.Urls.First();

    /// <summary>Where it speaks HTTP/2, as cards have it for gRPC.</summary>
    public string GrpcAddress => new Uri(_app.Urls.Last()).Authority;

    protected virtual void Add(IServiceCollection services)
    {
    }

    protected abstract void Map(WebApplication app);

    public async Task StartAsync()
    {
        Map(_app);
        await _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
