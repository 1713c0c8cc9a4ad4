namespace Aspire.Hosting.Testing;

/// <summary>Stand-in of the real interface: the AppHost's complete model, still open to changes by a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
