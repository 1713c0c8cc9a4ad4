using A2A.Server.Tasks;
using A2A.Server.Tests.Store;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

public sealed class StoreOutageTests(RedisFixture redis) : OutageContract(redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Redis that cannot save refuses PING as well; the client ends the connection then, and what is asked on it.</summary>
    [Fact]
    public async Task What_is_asked_while_Redis_cannot_save_is_refused_also_when_the_client_ends_its_connection()
    {
        await using var server = await RedisServer.StartNewAsync("--enable-protected-configs", "yes");
        await using var storage = await Storage.OpenAsync(server.AdminConnectionString + ",keepAlive=1");
        await using var admin = await ConnectionMultiplexer.ConnectAsync(server.AdminConnectionString);
        await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token);
        var redis = admin.GetServers().Single();
        var folder = Directory.CreateTempSubdirectory("a2a-gone-");
        await redis.ConfigSetAsync("dir", folder.FullName);
        folder.Delete();
        await redis.ConfigSetAsync("save", "3600 1");
        await redis.SaveAsync(SaveType.BackgroundSave);
        var ended = 0;
        storage.Database.Multiplexer.ConnectionFailed += (_, _) => Interlocked.Increment(ref ended);

        await Eventually.TrueAsync(async () => await Record.ExceptionAsync(CreateAsync) is StorageUnavailableException);
        while (Volatile.Read(ref ended) < 2)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Should.ThrowAsync<StorageUnavailableException>(CreateAsync)));
        }

        Task CreateAsync() => storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token);
    }
}
