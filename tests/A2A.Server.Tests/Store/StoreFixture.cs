namespace A2A.Server.Tests.Store;

/// <summary>The store that all tests of a contract share; each test keeps to tasks of its own.</summary>
public abstract class StoreFixture
{
    /// <summary>Opens the shared store as one more replica.</summary>
    internal abstract Task<StoreReplica> OpenAsync(StoreOptions? options = null);

    /// <summary>Starts an empty store of the test's own.</summary>
    internal abstract Task<StoreServer> StartNewAsync();
}

/// <summary>An empty store of one test, which the test may take away from its replicas.</summary>
internal abstract class StoreServer : IAsyncDisposable
{
    public abstract Task<StoreReplica> OpenAsync(StoreOptions? options = null);

    /// <summary>Ends it without warning. What it has acknowledged is there again after the next start.</summary>
    public abstract Task KillAsync();

    public abstract Task StartAsync();

    public abstract ValueTask DisposeAsync();
}
