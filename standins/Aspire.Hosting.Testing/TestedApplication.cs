using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>The application as the test holds it.</summary>
internal sealed class TestedApplication(TestedHost host) : DistributedApplication(host)
{
    public override async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);
        await host.WaitForShutdownAsync(cancellationToken);
    }
}

/// <summary>Starting and stopping mean to let the entry point go on: it starts the application, and it ends with it.</summary>
internal sealed class TestedHost(DistributedApplication application, EntryPointRun run) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => application.Services;

    public Task StartAsync(CancellationToken cancellationToken = default) => run.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => run.StopAsync(cancellationToken);

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await run.DisposeAsync();
        await application.DisposeAsync();
    }
}
