
[assembly: AssemblyFixture(typeof(A2A.Server.Tests.Redis.RedisFixture))]

namespace A2A.Server.Tests.Redis;

/// <summary>One redis-server for all tests of this assembly; each test keeps to tasks of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    internal RedisServer Server { get; private set; } = null!; // set by InitializeAsync, before any test

    public async ValueTask InitializeAsync() => Server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
