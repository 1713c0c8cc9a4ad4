using System.Text.Json.Nodes;
using A2A.Server.Push.Keys;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Push.Keys;

/// <summary>Replicas that share their keys through a real Redis of the test's own.</summary>
public sealed class SigningKeysTests : IAsyncLifetime
{
    private const string Stored = "a2a:v1:signing-keys";

    private static readonly SigningOptions Short = new() { PublishAhead = TimeSpan.FromSeconds(1), RotateEvery = TimeSpan.FromDays(30) };

    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Replicas_that_rotate_at_once_publish_one_next_key_which_signs_only_later()
    {
        await using var first = await KeyReplica.StartAsync(_redis);
        await using var second = await KeyReplica.StartAsync(_redis);
        var current = await first.CurrentAsync();

        var next = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? first : second).Keys.RotateAsync(Token))));

        next.Select(key => key.Kid).Distinct().ShouldHaveSingleItem().ShouldNotBe(current);
        (await first.CurrentAsync()).ShouldBe(current);
        (await second.PublishedAsync()).ShouldBe([current, next[0].Kid]);
        var listed = await first.Keys.ListAsync(Token);
        listed.Select(key => key.State).ShouldBe([SigningKeyState.Current, SigningKeyState.Next]);
        (listed[1].SignsFrom - listed[1].Created).ShouldBeInRange(TimeSpan.FromMinutes(14.9), TimeSpan.FromMinutes(15.5));
        listed[0].PublishedUntil.ShouldBe(listed[1].SignsFrom + new SigningOptions().KeepRetired);
    }

    [Fact]
    public async Task The_next_key_signs_when_its_time_has_come_and_the_one_before_stays_published()
    {
        await using var replica = await KeyReplica.StartAsync(_redis, Short, watching: true);
        await using var other = await KeyReplica.StartAsync(_redis, Short, watching: true);
        var before = await replica.CurrentAsync();

        var next = (await replica.Keys.RotateAsync(Token)).Kid;

        await Eventually.TrueAsync(async () => await replica.CurrentAsync() == next && await other.CurrentAsync() == next);
        (await other.PublishedAsync()).ShouldBe([next, before]);
    }

    [Fact]
    public async Task A_key_whose_time_is_over_is_followed_without_anybody_asking_and_one_that_nobody_needs_is_forgotten()
    {
        await using var replica = await KeyReplica.StartAsync(_redis, Short);
        var stored = await replica.Store.ReadAsync(Token);
        var (forgotten, old) = (Made(90), Made(31));
        (await replica.Store.ReplaceAsync(stored, [forgotten, old], null, TimeSpan.Zero, Token)).ShouldBeTrue();

        await replica.Keys.RefreshAsync(Token);

        var listed = await replica.Keys.ListAsync(Token);
        listed.Select(key => key.State).ShouldBe([SigningKeyState.Current, SigningKeyState.Next]);
        listed[0].Kid.ShouldBe(old.Kid);
        (await replica.Storage.Database.StringGetAsync(Stored)).ToString().ShouldNotContain(forgotten.Kid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revoked_key_is_gone_at_once_from_every_replica_and_another_signs_at_once(bool hasNext)
    {
        await using var replica = await KeyReplica.StartAsync(_redis, watching: true);
        await using var other = await KeyReplica.StartAsync(_redis, watching: true);
        var revoked = await replica.CurrentAsync();
        var next = hasNext ? (await replica.Keys.RotateAsync(Token)).Kid : null;

        (await replica.Keys.RevokeAsync(revoked, Token)).ShouldBeTrue();

        var current = (await replica.PublishedAsync()).ShouldHaveSingleItem();
        (await replica.CurrentAsync()).ShouldBe(current);
        current.ShouldBe(next ?? current);
        await Eventually.TrueAsync(async () => (await other.PublishedAsync()).SequenceEqual([current]));
        (await other.CurrentAsync()).ShouldBe(current);
    }

    [Fact]
    public async Task A_key_that_waits_can_be_revoked_and_one_that_is_unknown_cannot()
    {
        await using var replica = await KeyReplica.StartAsync(_redis);
        var current = await replica.CurrentAsync();
        var next = await replica.Keys.RotateAsync(Token);

        (await replica.Keys.RevokeAsync(next.Kid, Token)).ShouldBeTrue();
        (await replica.Keys.RevokeAsync(next.Kid, Token)).ShouldBeFalse();

        (await replica.PublishedAsync()).ShouldBe([current]);
        (await replica.CurrentAsync()).ShouldBe(current);
    }

    [Fact]
    public async Task Keys_that_the_store_has_lost_are_put_back()
    {
        await using var replica = await KeyReplica.StartAsync(_redis);
        var before = await replica.PublishedAsync();
        await replica.Storage.Database.ExecuteAsync("FLUSHALL");

        await replica.Keys.RefreshAsync(Token);

        await using var later = await KeyReplica.StartAsync(_redis);
        (await later.PublishedAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_replica_without_its_store_signs_only_as_long_as_no_other_key_can_have_begun_to_sign()
    {
        var time = new MovedTime();
        await using var replica = await KeyReplica.StartAsync(_redis, time: time);
        var current = await replica.CurrentAsync();
        await _redis.KillAsync();

        time.Moved = TimeSpan.FromMinutes(14);
        (await replica.CurrentAsync()).ShouldBe(current);
        time.Moved = TimeSpan.FromMinutes(16);
        await Should.ThrowAsync<StorageUnavailableException>(() => replica.CurrentAsync());

        (await replica.PublishedAsync()).ShouldBe([current]);
    }

    [Theory]
    [InlineData("of another key")]
    [InlineData("of a push config")]
    public async Task A_ciphertext_that_was_put_in_the_place_of_a_key_is_no_key(string which)
    {
        await using var replica = await KeyReplica.StartAsync(_redis);
        await replica.Keys.RotateAsync(Token);
        var stored = JsonNode.Parse((await replica.Storage.Database.StringGetAsync(Stored)).ToString()).ShouldNotBeNull();
        stored[0]!["sealed"] = which == "of another key" // there are two keys
            ? (string?)stored[1]!["sealed"]
            : replica.Storage.PushConfigs.Write(TaskId.New(0, DateTimeOffset.UtcNow), PushSamples.Config("https://example.com/"));
        await replica.Storage.Database.StringSetAsync(Stored, stored.ToJsonString());

        var error = await Should.ThrowAsync<InvalidOperationException>(() => replica.Store.ReadAsync(Token));

        error.Message.ShouldContain((string)stored[0]!["kid"]!);
    }

    private static SigningKey Made(int daysAgo) => SigningKey.New(DateTimeOffset.UtcNow.AddDays(-daysAgo));

    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Moved { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Moved.TotalSeconds * TimestampFrequency);
    }
}
