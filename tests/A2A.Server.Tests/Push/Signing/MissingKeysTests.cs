using A2A.Server.Push.Keys;
using A2A.Server.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Push.Signing;

public sealed class MissingKeysTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_the_servers_keys_cannot_be_had_webhooks_wait_and_no_attempt_counts(bool isStorage)
    {
        Exception? trouble = isStorage ? new StorageUnavailableException("away", new TimeoutException()) : new InvalidOperationException("junk");
        var (key, asked) = (SigningKey.New(DateTimeOffset.UtcNow), 0);
        using var keys = new OpenKeys(_ =>
        {
            Interlocked.Increment(ref asked);
            return Volatile.Read(ref trouble) is { } e ? Task.FromException<SigningKey>(e) : Task.FromResult(key);
        });
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var replica = await PushReplica.StartAsync(_scene.Redis, builder => builder.Services.AddSingleton(keys), ("MaxAttempts", "1"));
        var run = await _scene.CompletedAsync(PushScene.Config(endpoint.Url));
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref asked) >= 3), "three questions for the key");
        endpoint.All.ShouldBeEmpty();

        Volatile.Write(ref trouble, null);

        await _scene.AtRestAsync(run);
        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (2, 1), (3, 1), (4, 1)]);
        (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldBeEmpty();
    }
}
