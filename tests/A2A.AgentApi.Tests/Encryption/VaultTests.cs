using A2A.AgentApi.Encryption;
using A2A.AgentApi.Redis;
using A2A.AgentApi.Tasks;
using A2A.AgentApi.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace A2A.AgentApi.Tests.Encryption;

/// <summary>Vaults over a real Redis of the test's own; each stands for a replica.</summary>
public sealed class VaultTests : IAsyncLifetime
{
    private const string Key = "the-key-0123456789-0123456789-0123456789";
    private const string NewKey = "the-new-key-0123456789-0123456789-0123456789";

    private RedisServer _redis = null!; // set by InitializeAsync
    private Storage _storage = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _storage = await Storage.OpenAsync(_redis);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Replicas_that_start_at_once_on_an_empty_store_read_what_each_has_written()
    {
        var vaults = Enumerable.Range(0, 8).Select(_ => Open(Key)).ToList();

        var texts = await Task.WhenAll(vaults.Select(vault => Task.Run(() => vault.SealAsync("kind", "name", "text", Token))));

        var read = await Task.WhenAll(vaults.SelectMany(vault => texts.Select(text => vault.OpenAsync("kind", "name", text, Token))));
        read.ShouldAllBe(text => text == "text");
        (await ElementsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_replica_reads_what_was_written_with_a_key_that_is_younger_than_its_ring()
    {
        var old = Open(Key);
        await old.SealAsync("kind", "name", "text", Token);
        var time = new ShiftedTime(TimeSpan.FromDays(80)); // the first key has ten days to go
        var text = await Open(Key, time: time).SealAsync("kind", "name", "of the new key", Token);
        (await ElementsAsync()).Count.ShouldBe(2);

        (await old.OpenAsync("kind", "name", text, Token)).ShouldBe("of the new key");
    }

    [Theory]
    [InlineData("kind", "other")]
    [InlineData("other", "name")]
    public async Task What_was_sealed_for_one_use_does_not_open_for_another(string kind, string name)
    {
        var vault = Open(Key);
        var text = await vault.SealAsync("kind", "name", "text", Token);

        (await vault.OpenAsync(kind, name, text, Token)).ShouldBeNull();
    }

    [Theory]
    [InlineData("junk")]
    [InlineData("")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_was_never_sealed_is_told_from_trouble(string text) => (await Open(Key).OpenAsync("kind", "name", text, Token)).ShouldBeNull();

    [Fact]
    public async Task A_store_that_is_away_is_storage_trouble_and_nothing_else()
    {
        var text = await Open(Key).SealAsync("kind", "name", "text", Token);
        var (fresh, used) = (Open(Key), Open(Key));
        await used.RefreshAsync(Token);
        await _redis.KillAsync();

        await Should.ThrowAsync<StorageUnavailableException>(() => fresh.SealAsync("kind", "name", "text", Token));
        await Should.ThrowAsync<StorageUnavailableException>(() => fresh.OpenAsync("kind", "name", text, Token));
        await Should.ThrowAsync<StorageUnavailableException>(() => used.OpenAsync("kind", "another", text, Token));
        (await used.OpenAsync("kind", "name", text, Token)).ShouldBe("text");
    }

    [Fact]
    public async Task The_key_can_be_changed_and_the_earlier_one_be_taken_away_afterwards()
    {
        var text = await Open(Key).SealAsync("kind", "name", "text", Token);

        (await Open(NewKey, Key).OpenAsync("kind", "name", text, Token)).ShouldBe("text");

        (await Open(NewKey).OpenAsync("kind", "name", text, Token)).ShouldBe("text");
        var error = await Should.ThrowAsync<InvalidOperationException>(() => Open(Key).RefreshAsync(Token));
        error.Message.ShouldContain(EncryptionKey.From(NewKey).Id);
    }

    [Fact]
    public async Task A_ring_in_clear_is_encrypted_by_the_first_replica_with_a_key()
    {
        var text = await Open(key: null).SealAsync("kind", "name", "text", Token);
        (await ElementsAsync()).Single().Value.ShouldStartWith("<");

        (await Open(Key).OpenAsync("kind", "name", text, Token)).ShouldBe("text");

        (await ElementsAsync()).Single().Value.ShouldStartWith("v1:");
    }

    [Fact]
    public async Task A_ring_that_the_store_has_lost_is_put_back_so_that_others_read_what_is_written_after_it()
    {
        var vault = Open(Key);
        await vault.RefreshAsync(Token);
        await _storage.Database.ExecuteAsync("FLUSHALL");
        var text = await vault.SealAsync("kind", "name", "text", Token);

        await vault.RefreshAsync(Token);

        (await Open(Key).OpenAsync("kind", "name", text, Token)).ShouldBe("text");
    }

    [Fact]
    public async Task A_ring_that_was_begun_anew_meanwhile_and_the_lost_one_are_both_kept()
    {
        var (survivor, later) = (Open(Key), Open(Key));
        var before = await survivor.SealAsync("kind", "name", "before", Token);
        await _storage.Database.ExecuteAsync("FLUSHALL");
        var after = await later.SealAsync("kind", "name", "after", Token);

        await survivor.RefreshAsync(Token);

        (await survivor.OpenAsync("kind", "name", after, Token)).ShouldBe("after");
        (await later.OpenAsync("kind", "name", before, Token)).ShouldBe("before");
    }

    private async Task<IReadOnlyDictionary<string, string>> ElementsAsync() => await new RedisKeyRing(_storage.Scripts).ReadAsync(Token);

    private Vault Open(string? key, string? earlier = null, TimeProvider? time = null)
    {
        var options = new EncryptionOptions { Key = key };
        if (earlier is not null)
        {
            options.EarlierKeys["before"] = earlier;
        }

        return new Vault(new RedisKeyRing(_storage.Scripts), RingSeal.Of(options), time ?? TimeProvider.System, NullLogger<Vault>.Instance);
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
