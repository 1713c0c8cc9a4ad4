using A2A.Server.Tests.Store;

[assembly: AssemblyFixture(typeof(A2A.Server.Tests.Redis.Cluster.ClusterFixture))]

namespace A2A.Server.Tests.Redis.Cluster;

/// <summary>One Redis Cluster for all tests of the contract, started for the first; each test keeps to tasks of its own.</summary>
public sealed class ClusterFixture : StoreFixture, IAsyncDisposable
{
    private readonly Lazy<Task<RedisCluster>> _cluster = new(() => RedisCluster.StartNewAsync());

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated)
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }

    internal override async Task<StoreReplica> OpenAsync(StoreOptions? options = null) =>
        await Storage.OpenAsync((await _cluster.Value).AdminConnectionString, options);

    internal override async Task<StoreServer> StartNewAsync() => new OwnCluster(await RedisCluster.StartNewAsync());

    private sealed class OwnCluster(RedisCluster cluster) : StoreServer
    {
        public override async Task<StoreReplica> OpenAsync(StoreOptions? options = null) => await Storage.OpenAsync(cluster.AdminConnectionString, options);

        public override Task KillAsync() => Task.WhenAll(cluster.Nodes.Select(node => node.KillAsync()));

        public override async Task StartAsync()
        {
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync()));
            await cluster.WholeAsync();
        }

        public override ValueTask DisposeAsync() => cluster.DisposeAsync();
    }
}
