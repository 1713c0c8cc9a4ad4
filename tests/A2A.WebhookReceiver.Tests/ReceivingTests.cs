using System.Net;
using System.Text;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Tests;

public sealed class ReceivingTests : IAsyncLifetime
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
    [InlineData("/webhook")]
    [InlineData("/webhook/notifications")]
    [InlineData("/webhooks/a2a")]
    public async Task A_genuine_webhook_is_kept_and_acknowledged(string path)
    {
        var answer = await _client.PostSignedAsync("d-1", """{"taskId":"t-1","status":"completed","preview":"ü"}""", path, attempt: 3).BodyAsync();
        var kept = (await _client.NotificationsAsync()).ShouldHaveSingleItem();

        answer.Text("status").ShouldBe("received");
        answer.Text("taskId").ShouldBe("t-1");
        answer.Text("deliveryId").ShouldBe("d-1");
        answer.TryGetProperty("duplicate", out _).ShouldBeFalse();
        kept.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(answer.GetProperty("timestamp").GetDateTimeOffset());
        kept.Number("sequence").ShouldBe(1);
        kept.Number("receipts").ShouldBe(1);
        kept.Number("attempt").ShouldBe(3);
        kept.Text("verdict").ShouldBe("verified");
        kept.GetProperty("schemes").EnumerateArray().Select(s => s.GetString()).ShouldBe(["standard-webhooks", "x-a2a-signature", "x-webhook-signature", "token"]);
        kept.GetProperty("payload").Text("preview").ShouldBe("ü");
    }

    [Theory]
    [InlineData("""{"taskId":"t","status":"completed"}""", "completed")]
    [InlineData("""{"taskId":"t","status":{"state":"working"},"message":"m"}""", "working")]
    [InlineData("""{"kind":"task","id":"t","status":{"state":"input-required"}}""", "input-required")]
    [InlineData("""{"kind":"status-update","taskId":"t","status":{"state":"failed"},"final":true}""", "failed")]
    [InlineData("""{"task":{"id":"t","status":{"state":"TASK_STATE_SUBMITTED"}}}""", "submitted")]
    [InlineData("""{"statusUpdate":{"taskId":"t","status":{"state":"TASK_STATE_INPUT_REQUIRED"}}}""", "input-required")]
    [InlineData("""{"artifactUpdate":{"taskId":"t","artifact":{"artifactId":"a"}}}""", null)]
    [InlineData("""{"message":{"taskId":"t","messageId":"m"}}""", null)]
    public async Task Task_and_state_are_read_from_every_form(string body, string? state)
    {
        (await _client.PostSignedAsync("d-1", body)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var kept = (await _client.NotificationsAsync()).ShouldHaveSingleItem();
        kept.Text("taskId").ShouldBe("t");
        (kept.TryGetProperty("state", out var shown) ? shown.GetString() : null).ShouldBe(state);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not JSON")]
    [InlineData("{}", "no task id")]
    [InlineData("""{"taskId":7}""", "no task id")]
    [InlineData("""{"taskId":""}""", "no task id")]
    [InlineData("""{"taskId":"a\nb"}""", "no task id")]
    [InlineData("""{"taskId":"t","taskId":"u"}""", "twice")]
    public async Task A_genuine_body_that_says_nothing_is_a_bad_request(string body, string reason)
    {
        var response = await _client.PostSignedAsync("d-1", body);
        var refused = await _client.ReadAsync("/webhook/refused");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(reason);
        refused.GetProperty("refused")[0].Text("cause").ShouldBe("Unreadable");
        (await _client.NotificationsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"status_update":{"task_id":"t","context_id":"c","status":{"state":3}}}""", "completed")]
    [InlineData("""{"artifact_update":{"task_id":"t","artifact":{}}}""", null)]
    [InlineData("""{"task":{"id":"t","status":{"state":6}},"message":null}""", "input-required")]
    [InlineData("""{"task_id":"t","status":"completed"}""", "completed")]
    public async Task A_body_in_the_other_spellings_of_ProtoJSON_is_understood(string body, string? state)
    {
        (await _client.PostSignedAsync("d-1", body)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var kept = (await _client.NotificationsAsync()).ShouldHaveSingleItem();
        kept.Text("taskId").ShouldBe("t");
        (kept.TryGetProperty("state", out var shown) ? shown.GetString() : null).ShouldBe(state);
    }

    [Theory]
    [InlineData("""{"taskId":"t","task_id":"u"}""", "both taskId and task_id")]
    [InlineData("""{"statusUpdate":{"taskId":"t"},"status_update":{"taskId":"t"}}""", "both statusUpdate and status_update")]
    [InlineData("""{"task":{"id":"t"},"statusUpdate":{"taskId":"t"}}""", "both task and statusUpdate")]
    [InlineData("""{"task":{"id":"t","status":{"state":9}}}""", "number as its state")]
    public async Task A_body_that_contradicts_itself_is_a_bad_request(string body, string reason)
    {
        var response = await _client.PostSignedAsync("d-1", body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(reason);
    }

    [Fact]
    public async Task A_byte_order_mark_is_signed_and_passed_over()
    {
        (await _client.PostSignedAsync("d-1", "\uFEFF{\"taskId\":\"t\"}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var kept = (await _client.NotificationsAsync()).ShouldHaveSingleItem();
        kept.Text("taskId").ShouldBe("t");
        kept.GetProperty("payload").Text("taskId").ShouldBe("t");
    }

    [Fact]
    public async Task A_packed_body_is_refused_by_the_name_of_its_header()
    {
        using var response = await _client.PostAsync(
            "/webhook",
            [0x1f, 0x8b, 8, 0],
            new WebhookHeader("X-A2A-Notification-Token", Receiver.Token),
            new WebhookHeader("Content-Encoding", "gzip"));

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Content-Encoding: gzip is not read here; send the body as it is");
        (await _client.ReadAsync("/webhook/refused")).GetProperty("refused")[0].Text("cause").ShouldBe("Encoded");
    }

    [Fact]
    public async Task A_body_that_is_no_utf8_is_a_bad_request()
    {
        var response = await _client.PostAsync("/webhook", [.. """{"taskId":"t"""u8, 0xFF, .. "\"}"u8], new WebhookHeader(WebhookHeaders.NotificationToken, Receiver.Token));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_webhook_without_proof_is_refused_and_noted_without_its_secrets()
    {
        var response = await _client.PostAsync("/webhook", "{}"u8.ToArray(),
            new WebhookHeader(WebhookHeaders.NotificationToken, "a-guessed-token-of-great-length"), new WebhookHeader("Cookie", "session=1"));
        var refused = await _client.ReadAsync("/webhook/refused");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync()).ShouldContain("X-A2A-Notification-Token is not a known one");
        refused.Number("count").ShouldBe(1);
        refused.GetProperty("refused")[0].Text("cause").ShouldBe("NotGenuine");
        refused.GetRawText().ShouldNotContain("guessed-token");
        refused.GetRawText().ShouldNotContain("session");
        (await _client.NotificationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_shown_of_a_kept_webhook_is_no_secret()
    {
        await _client.PostSignedAsync("d-1", """{"taskId":"t"}""");

        var headers = (await _client.NotificationsAsync()).Single().GetProperty("headers");
        headers.Text("webhook-id").ShouldBe("d-1");
        headers.Text("X-A2A-Notification-Token").ShouldBe("…");
        headers.Text("webhook-signature")!.Length.ShouldBe(7);
        headers.Text("X-A2A-Signature").ShouldBe("sha256…");
    }

    [Theory]
    [InlineData("Bearer a-text-that-is-good-for-years", "Bearer …")]
    [InlineData("basic YWxpY2U6YS1nb29kLXBhc3N3b3Jk", "Basic …")]
    [InlineData("correct horse battery staple and more", "…")]
    public async Task Of_credentials_the_scheme_is_shown(string value, string shown)
    {
        await _client.PostAsync("/webhook", "{}"u8.ToArray(), new WebhookHeader("Authorization", value));

        var refused = (await _client.ReadAsync("/webhook/refused")).GetProperty("refused")[0];
        refused.GetProperty("headers").Text("Authorization").ShouldBe(shown);
    }

    [Fact]
    public async Task A_repeated_delivery_is_acknowledged_and_counted_but_kept_once()
    {
        var body = """{"taskId":"t","status":"working"}""";

        await _client.PostSignedAsync("d-1", body);
        var second = await _client.PostSignedAsync("d-1", body, attempt: 2).BodyAsync();
        await _client.PostSignedAsync("d-1", body, "/webhooks/a2a", attempt: 3);

        second.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
        var kept = (await _client.NotificationsAsync()).ShouldHaveSingleItem();
        kept.Number("receipts").ShouldBe(3);
        kept.Number("attempt").ShouldBe(1);
    }

    [Fact]
    public async Task Parallel_duplicates_are_kept_once()
    {
        var posts = Enumerable.Range(0, 40).Select(_ => _client.PostSignedAsync("d-1", """{"taskId":"t"}""").BodyAsync());

        var answers = await Task.WhenAll(posts);

        answers.Count(a => a.TryGetProperty("duplicate", out _)).ShouldBe(39);
        (await _client.NotificationsAsync()).ShouldHaveSingleItem().Number("receipts").ShouldBe(40);
    }

    [Fact]
    public async Task Without_a_delivery_id_nothing_counts_as_repeated()
    {
        var token = new WebhookHeader(WebhookHeaders.NotificationToken, Receiver.Token);

        await _client.PostAsync("/webhook", Encoding.UTF8.GetBytes("""{"taskId":"t"}"""), token);
        await _client.PostAsync("/webhook", Encoding.UTF8.GetBytes("""{"taskId":"t"}"""), token);

        (await _client.NotificationsAsync()).Count.ShouldBe(2);
    }
}
