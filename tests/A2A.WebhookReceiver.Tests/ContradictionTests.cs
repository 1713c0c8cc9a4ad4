using System.Net;
using System.Text;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Tests;

/// <summary>A webhook put together from parts of several is refused.</summary>
public sealed class ContradictionTests : IAsyncLifetime
{
    private const string OtherTask = "0198c5a0-2222-7000-8000-000000000002";

    private RedisServer _redis = null!; // set before each test
    private Receiver _receiver = null!; // set before each test
    private HttpClient _client = null!; // set before each test

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _receiver = Receiver.Start(_redis.ConnectionString, Tokens.TrustBySecret);
        _client = _receiver.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(WebhookHeaders.A2ATaskId, OtherTask, "X-A2A-Task-ID names another task")]
    [InlineData(WebhookHeaders.A2ATaskId, "", "X-A2A-Task-ID names another task")]
    [InlineData(WebhookHeaders.Id, $"{OtherTask}_c-1_1-1", "webhook-id names another task")]
    public async Task A_header_that_names_another_task_than_the_body_is_refused(string header, string value, string reason)
    {
        var response = await PostAsync(new WebhookHeader(header, value));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ShouldNotBeEmpty();
        (await response.Content.ReadAsStringAsync()).ShouldContain(reason);
        (await _client.ReadAsync("/webhook/refused")).GetProperty("refused")[0].Text("cause").ShouldBe("Contradictory");
        (await _client.NotificationsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(WebhookHeaders.A2ATaskId, Tokens.Task)]
    [InlineData(WebhookHeaders.Id, $"{Tokens.Task}_c-1_1-1")]
    [InlineData(WebhookHeaders.Id, "evt_1_1")]
    public async Task A_header_that_names_the_bodys_task_or_none_is_right(string header, string value)
    {
        (await PostAsync(new WebhookHeader(header, value))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_for_another_task_is_refused_though_no_header_names_one()
    {
        var claims = Tokens.Claims();
        claims["taskId"] = OtherTask;

        var response = await _client.PostTokenAsync(Tokens.Hs256(claims));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldContain("taskId names another task than the body");
        (await _client.NotificationsAsync()).ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> PostAsync(WebhookHeader header) => _client.PostAsync(
        "/webhook", Encoding.UTF8.GetBytes(Tokens.Body), new WebhookHeader(WebhookHeaders.NotificationToken, Receiver.Token), header);
}
