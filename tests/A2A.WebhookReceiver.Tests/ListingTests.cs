using System.Net;

namespace A2A.WebhookReceiver.Tests;

public sealed class ListingTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set before each test
    private Receiver _receiver = null!; // set before each test
    private HttpClient _client = null!; // set before each test

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _receiver = Receiver.Start(_redis.ConnectionString);
        _client = _receiver.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Notifications_are_listed_in_order_of_arrival()
    {
        await PostAsync(12);

        var list = await _client.ReadAsync("/notifications");

        list.Number("total_notifications").ShouldBe(12);
        list.Number("count").ShouldBe(12);
        list.GetProperty("notifications").EnumerateArray().Select(n => n.Text("deliveryId"))
            .ShouldBe(Enumerable.Range(1, 12).Select(i => $"d-{i}"));
    }

    [Theory]
    [InlineData("?limit=3", new[] { 10, 11, 12 })]
    [InlineData("?after=3&limit=2", new[] { 4, 5 })]
    [InlineData("?after=12", new int[0])]
    [InlineData("?taskId=even", new[] { 2, 4, 6, 8, 10, 12 })]
    [InlineData("?taskId=even&limit=2", new[] { 10, 12 })]
    [InlineData("?taskId=even&after=4&limit=2", new[] { 6, 8 })]
    [InlineData("?taskId=eve", new int[0])]
    [InlineData("?taskId=nothing", new int[0])]
    public async Task A_part_can_be_asked_for(string query, int[] sequences)
    {
        await PostAsync(12);

        (await _client.NotificationsAsync(query)).Select(n => n.Number("sequence")).ShouldBe(sequences);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=x")]
    [InlineData("?after=-1")]
    public async Task A_senseless_part_is_a_bad_request(string query)
    {
        (await _client.GetAsync("/webhook/notifications" + query)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_restarted_receiver_lists_what_the_earlier_one_kept_and_goes_on_counting()
    {
        await PostAsync(2);
        await _receiver.DisposeAsync();
        _receiver = Receiver.Start(_redis.ConnectionString);
        _client = _receiver.CreateClient();

        var repeated = await _client.PostSignedAsync("d-2", """{"taskId":"t"}""").BodyAsync();
        await _client.PostSignedAsync("d-3", """{"taskId":"t"}""");

        repeated.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
        (await _client.NotificationsAsync()).Select(n => n.Number("sequence")).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_challenge_is_echoed()
    {
        var answer = await _client.ReadAsync("/webhook/validate?challenge=3f1c");

        answer.Text("challenge").ShouldBe("3f1c");
        answer.Text("status").ShouldBe("validated");
        (await _client.GetAsync("/webhook/validate")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_service_says_who_and_how_it_is()
    {
        (await _client.ReadAsync("/")).Text("service").ShouldBe("webhook-receiver");
        (await _client.ReadAsync("/webhook/health")).Text("status").ShouldBe("healthy");
        (await _client.ReadAsync("/health")).Text("status").ShouldBe("Healthy");
    }

    private async Task PostAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            var task = i % 2 == 0 ? "even" : "odd";
            (await _client.PostSignedAsync($"d-{i}", $$"""{"taskId":"{{task}}"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }
}
