using A2A.Server.Push.Keys;
using A2A.Server.Redis;
using A2A.Server.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Push.Keys;

/// <summary>The signing keys of one replica, with its own connection; its watch runs when it was asked for.</summary>
internal sealed class KeyReplica : IAsyncDisposable
{
    private readonly SigningKeyWatch? _watch;

    private KeyReplica(Storage storage, SigningOptions options, bool watching, TimeProvider time)
    {
        Storage = storage;
        Store = new RedisSigningKeyStore(storage.Scripts, storage.Seal);
        Keys = new SigningKeys(Store, Options.Create(options), time, NullLogger<SigningKeys>.Instance);
        _watch = watching ? new(Keys, storage.Doorbell, Options.Create(options), TimeProvider.System, NullLogger<SigningKeyWatch>.Instance) : null;
    }

    public Storage Storage { get; }

    public RedisSigningKeyStore Store { get; }

    public SigningKeys Keys { get; }

    public static async Task<KeyReplica> StartAsync(RedisServer redis, SigningOptions? options = null, bool watching = false, TimeProvider? time = null)
    {
        var replica = new KeyReplica(await Storage.OpenAsync(redis), options ?? new(), watching, time ?? TimeProvider.System);
        if (replica._watch is { } watch)
        {
            await watch.StartAsync(CancellationToken.None);
        }

        return replica;
    }

    /// <summary>The names of the published keys, the current one first.</summary>
    public async Task<List<string>> PublishedAsync() =>
        (await Keys.PublicAsync(TestContext.Current.CancellationToken)).Select(key => key.Kid).ToList();

    public async Task<string> CurrentAsync() => (await Keys.CurrentAsync(TestContext.Current.CancellationToken)).Kid;

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
        {
            await _watch.StopAsync(CancellationToken.None);
            _watch.Dispose();
        }

        await Storage.DisposeAsync();
    }
}
