using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

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

        await SendAsync(client, "d-1", Body(8 * Mebibyte));

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
            await SendAsync(client, $"d-{i}", Body(8 * Mebibyte));
        }

        (await ListAsync(client, "?limit=1")).Number("total_notifications").ShouldBe(7);
        (await ListAsync(client, "?taskId=t&limit=1")).Number("total_notifications").ShouldBe(7);
        (await ListAsync(client, "?after=0&limit=1")).GetProperty("notifications")[0].Number("sequence").ShouldBe(3);
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
            await SendAsync(client, $"d-{i}", Body(7 * Mebibyte));
        }

        (await ListAsync(client, query)).GetProperty("notifications").EnumerateArray().Select(n => n.Number("sequence")).ShouldBe(sequences);
    }

    /// <summary>As a sender does: on a busy machine so much takes longer than the receiver waits for its storage.</summary>
    private static Task SendAsync(HttpClient client, string deliveryId, string body) => Eventually.TrueAsync(async () =>
    {
        using var response = await client.PostSignedAsync(deliveryId, body);
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
        return response.StatusCode == HttpStatusCode.OK;
    });

    private static async Task<JsonElement> ListAsync(HttpClient client, string query)
    {
        JsonElement list = default;
        await Eventually.TrueAsync(async () =>
        {
            using var response = await client.GetAsync("/webhook/notifications" + query);
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            list = response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>() : default;
            return response.IsSuccessStatusCode;
        });
        return list;
    }

    private static string Body(int length)
    {
        const string Start = """{"taskId":"t","preview":" """;
        return Start.PadRight(length - 2, 'x') + "\"}";
    }
}
