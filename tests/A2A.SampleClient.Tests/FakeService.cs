using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace A2A.SampleClient.Tests;

/// <summary>A web server on a free local port.</summary>
internal abstract class FakeService : IAsyncDisposable
{
    private readonly WebApplication _app;

    protected FakeService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
    }

    public string Url => _app.Urls.Single();

    protected abstract void Map(WebApplication app);

    public async Task StartAsync()
    {
        Map(_app);
        await _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
