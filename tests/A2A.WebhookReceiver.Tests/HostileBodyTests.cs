using System.Net;
using A2A.WebhookReceiver.Redis;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Tests;

/// <summary>Whatever one sender sends, the others' notifications can be read.</summary>
public sealed class HostileBodyTests : IAsyncLifetime
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

    [Theory]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(80)]
    public async Task A_body_nested_as_deep_as_is_accepted_is_listed(int levels)
    {
        (await _client.PostSignedAsync("d-1", Nested(levels))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ListAsync()).ShouldContain(new string('[', levels - 1) + new string(']', levels - 1));
    }

    [Fact]
    public async Task A_body_nested_deeper_is_a_bad_request()
    {
        (await _client.PostSignedAsync("d-1", Nested(81))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_chunk_that_no_body_can_have_is_a_bad_request() =>
        (await RawRequest.WithAnImpossibleChunkAsync(_client.BaseAddress!, "/webhook/notifications", TestContext.Current.CancellationToken))
            .ShouldBe("HTTP/1.1 400 Bad Request");

    [Fact]
    public async Task Escapes_that_are_no_text_are_listed_as_they_came()
    {
        (await _client.PostSignedAsync("d-1", """{"taskId":"t","preview":"\ud800"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ListAsync()).ShouldContain("""{"taskId":"t","preview":"\ud800"}""");
    }

    [Theory]
    [InlineData("""{"taskId":"\ud800"}""")]
    [InlineData("""{"taskId":"t","status":"\udc00"}""")]
    [InlineData("""{"taskId":"t","\ud800":1,"\ud800":2}""")]
    public async Task A_body_whose_text_cannot_be_read_is_a_bad_request(string body)
    {
        (await _client.PostSignedAsync("d-1", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} {}")]
    public async Task A_kept_entry_that_is_unreadable_is_listed_without_its_payload_among_the_others(string body)
    {
        await _client.PostSignedAsync("d-1", """{"taskId":"t"}""");
        using (var redis = await ConnectionMultiplexer.ConnectAsync(_redis.AdminConnectionString))
        {
            await redis.GetDatabase().ExecuteAsync("XADD", ReceiverKeys.Kept, "2-1", "task", "t", "body", body);
            await redis.GetDatabase().StringIncrementAsync(ReceiverKeys.Sequence);
        }

        await _client.PostSignedAsync("d-3", """{"taskId":"t"}""");

        var kept = await _client.NotificationsAsync();
        kept.Select(n => n.Number("sequence")).ShouldBe([1, 2, 3]);
        kept.Select(n => n.TryGetProperty("payload", out _)).ShouldBe([true, false, true]);
    }

    private static string Nested(int levels) =>
        $$"""{"taskId":"t","nested":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";

    private async Task<string> ListAsync()
    {
        using var response = await _client.GetAsync("/webhook/notifications");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync();
    }
}
