using A2A.Server.Push.Keys;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>All replicas sign with the same keys and show the same signatures.</summary>
public abstract class SigningKeyContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_without_keys_gives_none_and_its_time()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var before = await storage.NowAsync();

        var read = await storage.SigningKeys.ReadAsync(Token);

        read.Keys.ShouldBeEmpty();
        (read.Text, read.MustRewrite).ShouldBe(("", false));
        read.Now.ShouldBeInRange(before.AddMilliseconds(-1), await storage.NowAsync());
    }

    [Fact]
    public async Task Keys_are_read_by_every_replica_as_they_were_written()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        await using var other = await server.OpenAsync();
        SigningKey[] keys = [Made(daysAgo: 2), Made(daysAgo: 1)];

        var none = await storage.SigningKeys.ReadAsync(Token);
        (await storage.SigningKeys.ReplaceAsync(none, keys, null, TimeSpan.Zero, Token)).ShouldBeTrue();

        var read = await other.SigningKeys.ReadAsync(Token);
        read.MustRewrite.ShouldBeFalse();
        read.Keys.Select(key => (key.Kid, key.Created, key.SignsFrom, Convert.ToHexString(key.Pkcs8)))
            .ShouldBe(keys.Select(key => (key.Kid, key.Created, key.SignsFrom, Convert.ToHexString(key.Pkcs8))), ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_that_starts_signs_so_long_after_the_writing_by_the_stores_clock()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var (kept, starting, ahead) = (Made(daysAgo: 1), Made(daysAgo: 0), TimeSpan.FromMinutes(10));
        var before = await storage.NowAsync();

        await storage.SigningKeys.ReplaceAsync(await storage.SigningKeys.ReadAsync(Token), [kept], starting, ahead, Token);

        var after = await storage.NowAsync();
        var keys = (await storage.SigningKeys.ReadAsync(Token)).Keys.ToDictionary(key => key.Kid);
        keys.Count.ShouldBe(2);
        keys[kept.Kid].SignsFrom.ShouldBe(kept.SignsFrom);
        keys[starting.Kid].SignsFrom.ShouldBeInRange(before + ahead - TimeSpan.FromMilliseconds(1), after + ahead);
    }

    [Fact]
    public async Task Of_replicas_that_replace_what_they_read_at_once_one_does()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        await using var other = await server.OpenAsync();
        var read = await storage.SigningKeys.ReadAsync(Token);
        var keys = Enumerable.Range(0, 8).Select(Made).ToList();

        var written = await Task.WhenAll(keys.Select((key, i) =>
            (i % 2 == 0 ? storage : other).SigningKeys.ReplaceAsync(read, [key], null, TimeSpan.Zero, Token)));

        var winner = keys.Zip(written).Where(each => each.Second).ShouldHaveSingleItem().First;
        (await other.SigningKeys.ReadAsync(Token)).Keys.ShouldHaveSingleItem().Kid.ShouldBe(winner.Kid);
        (await other.SigningKeys.ReplaceAsync(read, [], null, TimeSpan.Zero, Token)).ShouldBeFalse("they were read before");
    }

    [Fact]
    public async Task Other_keys_ring_at_every_replica()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        await using var other = await server.OpenAsync();
        var rings = 0;
        using var bell = other.Doorbell.Listen(Bell.Keys, () => Interlocked.Increment(ref rings));

        await storage.SigningKeys.ReplaceAsync(await storage.SigningKeys.ReadAsync(Token), [Made(daysAgo: 0)], null, TimeSpan.Zero, Token);

        await Eventually.TrueAsync(() => Task.FromResult(rings > 0), "the other replica hears of it");
    }

    [Theory]
    [InlineData("first")]
    [InlineData("")]
    public async Task The_first_signature_of_some_content_is_everybodys(string first)
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        var content = $"{Guid.NewGuid():N}";
        var before = await storage.NowAsync();

        var published = await storage.SigningKeys.PublishAsync(content, first, Token);

        published.Signature.ShouldBe(first);
        published.Since.ShouldBeInRange(before.AddMilliseconds(-1), await storage.NowAsync());
        (await other.SigningKeys.PublishAsync(content, "second", Token)).ShouldBe(published);
        (await other.SigningKeys.PublishAsync(content + "x", "second", Token)).Signature.ShouldBe("second", "that is another content");
    }

    private static SigningKey Made(int daysAgo) => SigningKey.New(DateTimeOffset.UtcNow.AddDays(-daysAgo));
}
