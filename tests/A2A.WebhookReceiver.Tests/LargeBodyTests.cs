using System.Net;

namespace A2A.WebhookReceiver.Tests;

public sealed class LargeBodyTests : IAsyncLifetime
{
    private const int Mebibyte = 1024 * 1024;
    private RedisServer _redis = null!; // set before each test

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task A_body_of_eight_mebibytes_is_kept()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString);
        var client = receiver.CreateClient();

        (await client.PostSignedAsync("d-1", Body(8 * Mebibyte))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await client.NotificationsAsync()).ShouldHaveSingleItem().Text("deliveryId").ShouldBe("d-1");
    }

    [Fact]
    public async Task A_body_longer_than_the_limit_that_was_set_is_too_large()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:LargestBody", "2000"));
        var client = receiver.CreateClient();

        (await client.PostSignedAsync("d-1", Body(2000))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var response = await client.PostSignedAsync("d-2", Body(2001));

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).ShouldContain("longer than 2000 bytes");
        (await client.ReadAsync("/webhook/refused")).GetProperty("refused")[0].Text("cause").ShouldBe("TooLarge");
    }

    [Fact]
    public async Task The_kept_webhooks_fill_sixty_four_mebibytes_and_no_more()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString);
        var client = receiver.CreateClient();

        for (var i = 1; i <= 9; i++)
        {
            (await client.PostSignedAsync($"d-{i}", Body(8 * Mebibyte))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await client.ReadAsync("/webhook/notifications?limit=1")).Number("total_notifications").ShouldBe(7);
        (await client.ReadAsync("/webhook/notifications?taskId=t&limit=1")).Number("total_notifications").ShouldBe(7);
        (await client.NotificationsAsync("?after=0&limit=1"))[0].Number("sequence").ShouldBe(3);
    }

    [Theory]
    [InlineData("?limit=1000", new[] { 3, 4 })]
    [InlineData("?after=1", new[] { 2, 3 })]
    [InlineData("?taskId=t", new[] { 3, 4 })]
    [InlineData("?taskId=t&after=2", new[] { 3, 4 })]
    [InlineData("?taskId=t&after=0", new[] { 1, 2 })]
    public async Task A_listing_ends_before_it_is_too_large_to_be_read_in_time(string query, int[] sequences)
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString);
        var client = receiver.CreateClient();

        for (var i = 1; i <= 4; i++)
        {
            (await client.PostSignedAsync($"d-{i}", Body(7 * Mebibyte))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await client.NotificationsAsync(query)).Select(n => n.Number("sequence")).ShouldBe(sequences);
    }

    private static string Body(int length)
    {
        const string Start = """{"taskId":"t","preview":" """;
        return Start.PadRight(length - 2, 'x') + "\"}";
    }
}
