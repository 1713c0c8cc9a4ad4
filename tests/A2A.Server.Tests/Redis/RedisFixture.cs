using A2A.Server.Tests.Store;

// One more than the usual two cores: most tests wait more than they compute.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: AssemblyFixture(typeof(A2A.Server.Tests.Redis.RedisFixture))]

namespace A2A.Server.Tests.Redis;

/// <summary>One redis-server for all tests of this assembly; each test keeps to tasks of its own.</summary>
public sealed class RedisFixture : StoreFixture, IAsyncLifetime
{
    internal RedisServer Server { get; private set; } = null!; // set by InitializeAsync, before any test

    public async ValueTask InitializeAsync() => Server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal override async Task<StoreReplica> OpenAsync(StoreOptions? options = null) => await Storage.OpenAsync(Server, options);

    internal override async Task<StoreServer> StartNewAsync() => new OwnRedis(await RedisServer.StartNewAsync());

    private sealed class OwnRedis(RedisServer server) : StoreServer
    {
        public override async Task<StoreReplica> OpenAsync(StoreOptions? options = null) => await Storage.OpenAsync(server, options);

        public override Task KillAsync() => server.KillAsync();

        public override Task StartAsync() => server.StartAsync();

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
