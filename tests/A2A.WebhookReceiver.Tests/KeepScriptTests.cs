using A2A.WebhookReceiver.Redis;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Tests;

public sealed class KeepScriptTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set before each test
    private ConnectionMultiplexer _connection = null!; // set before each test
    private IDatabase Database => _connection.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.AdminConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task The_oldest_webhooks_make_room_with_all_that_belongs_to_them()
    {
        for (var i = 1; i <= 5; i++)
        {
            await KeepAsync($"d-{i}", most: 3);
            await KeepAsync($"d-{i}", most: 3);
        }

        (await Database.ExecuteAsync("XLEN", ReceiverKeys.Kept)).ToString().ShouldBe("3");
        (await Database.HashKeysAsync(ReceiverKeys.Receipts)).Select(key => (int)key).Order().ShouldBe([3, 4, 5]);
        (await Database.SortedSetLengthAsync(ReceiverKeys.Tasks)).ShouldBe(3);
    }

    [Fact]
    public async Task The_oldest_webhooks_make_room_until_the_bytes_fit()
    {
        for (var i = 1; i <= 4; i++)
        {
            await KeepAsync($"d-{i}", most: 10, mostBytes: 500, body: new string(' ', 100));
        }

        await KeepAsync("d-5", most: 10, mostBytes: 500, body: new string(' ', 300));

        (await Database.SortedSetRangeByRankAsync(ReceiverKeys.Tasks)).Select(member => ((string)member!)[^1]).ShouldBe(['4', '5']);
        (await Database.ExecuteAsync("XLEN", ReceiverKeys.Kept)).ToString().ShouldBe("2");
        ((int)await Database.StringGetAsync(ReceiverKeys.Bytes)).ShouldBeInRange(400, 500);
    }

    [Fact]
    public async Task The_bytes_of_what_made_room_are_given_back()
    {
        await KeepAsync("d-1", most: 1);
        var one = await Database.StringGetAsync(ReceiverKeys.Bytes);

        await KeepAsync("d-2", most: 1, body: new string(' ', 1000));
        await KeepAsync("d-2", most: 1, body: new string(' ', 1000));
        await KeepAsync("d-3", most: 1);

        (await Database.StringGetAsync(ReceiverKeys.Bytes)).ShouldBe(one);
    }

    [Fact]
    public async Task The_newest_webhook_stays_whatever_its_length()
    {
        await KeepAsync("d-1", most: 10, mostBytes: 10, body: new string(' ', 1000));
        await KeepAsync("d-2", most: 10, mostBytes: 10, body: new string(' ', 1000));

        (await Database.SortedSetRangeByRankAsync(ReceiverKeys.Tasks)).Select(member => ((string)member!)[^1]).ShouldBe(['2']);
    }

    [Fact]
    public async Task A_delivery_is_remembered_after_its_entry_has_made_room()
    {
        await KeepAsync("d-1", most: 1);
        await KeepAsync("d-2", most: 1);

        (await KeepAsync("d-1", most: 1)).ShouldBe((1, true));
        (await Database.HashLengthAsync(ReceiverKeys.Receipts)).ShouldBe(0);
    }

    [Fact]
    public async Task A_delivery_is_remembered_for_the_time_given()
    {
        await KeepAsync("d-1", most: 10);

        var left = await Database.KeyTimeToLiveAsync(ReceiverKeys.Delivery("d-1"));
        left.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    private async Task<(long Sequence, bool IsDuplicate)> KeepAsync(
        string deliveryId, int most, int mostBytes = int.MaxValue, string body = "{}")
    {
        RedisKey[] keys = [ReceiverKeys.Sequence, ReceiverKeys.Kept, ReceiverKeys.Receipts, ReceiverKeys.Tasks, ReceiverKeys.Bytes, ReceiverKeys.Delivery(deliveryId)];
        RedisValue[] values = [most, mostBytes, 3600, deliveryId, "t", "working", "token", 1, "{}", body, "", 0, 0];
        var answer = (long[])(await Database.ScriptEvaluateAsync(ReceiverScripts.Load("keep.lua"), keys, values))!;
        return (answer[0], answer[2] == 1);
    }
}
