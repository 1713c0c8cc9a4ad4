using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Tests;

/// <summary>A token that is not what it should be is refused with a reason, and nothing is kept.</summary>
public sealed class SpoiltTokenTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set before each test
    private KeyServer _keys = null!; // set before each test
    private Receiver _receiver = null!; // set before each test
    private HttpClient _client = null!; // set before each test

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _keys = await KeyServer.StartAsync();
        _receiver = Receiver.Start(_redis.ConnectionString, Tokens.TrustByKeys(_keys.Address));
        _client = _receiver.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _keys.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("iss", "\"https://elsewhere.example.com\"", "iss")]
    [InlineData("iss", null, "iss")]
    [InlineData("aud", "\"https://elsewhere.example.com\"", "aud")]
    [InlineData("aud", null, "aud")]
    [InlineData("jti", null, "jti")]
    [InlineData("exp", "1000000000", "exp")]
    [InlineData("exp", "99999999999", "iat to exp")]
    [InlineData("iat", "\"now\"", "iat")]
    [InlineData("taskId", "\"0198c5a0-2222-7000-8000-000000000002\"", "taskId")]
    [InlineData("request_body_sha256", "\"00\"", "request_body_sha256")]
    [InlineData("request_body_sha256", null, "request_body_sha256")]
    public async Task A_wrong_claim_is_refused(string claim, string? value, string reason)
    {
        var claims = Tokens.Claims();
        claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = JsonNode.Parse(value);
        }

        await ShouldBeRefusedAsync(await _client.PostTokenAsync(Tokens.Es256(claims, _keys.Key)), reason);
    }

    [Fact]
    public async Task A_token_of_an_hour_ago_is_refused()
    {
        var token = Tokens.Es256(Tokens.Claims(DateTimeOffset.UtcNow.AddHours(-1)), _keys.Key);

        await ShouldBeRefusedAsync(await _client.PostTokenAsync(token), "exp was");
    }

    [Fact]
    public async Task A_body_that_was_changed_is_refused()
    {
        var response = await _client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), _keys.Key), Tokens.Body.Replace("completed", "failed"));

        await ShouldBeRefusedAsync(response, "request_body_sha256");
    }

    [Fact]
    public async Task A_header_that_names_another_task_is_refused()
    {
        var response = await _client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), _keys.Key), headers: new WebhookHeader("X-A2A-Task-ID", "another"));

        await ShouldBeRefusedAsync(response, "X-A2A-Task-ID");
    }

    [Fact]
    public async Task A_key_that_is_not_published_is_refused()
    {
        await ShouldBeRefusedAsync(await _client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), _keys.Key, "key-2")), "kid");
    }

    /// <summary>The issuer may have made the key a moment ago: a refusal would be for ever.</summary>
    [Fact]
    public async Task A_key_that_the_issuer_may_publish_by_now_is_put_off_until_it_is_asked_again()
    {
        (await _client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), _keys.Key))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var response = await _client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), _keys.Key, "key-2"));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(30, 60);
        (await response.Content.ReadAsStringAsync()).ShouldContain("kid");
        (await _client.ReadAsync("/webhook/refused")).Number("count").ShouldBe(0);
        (await _client.NotificationsAsync()).ShouldHaveSingleItem();
        _keys.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_of_somebody_else_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await ShouldBeRefusedAsync(await _client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), other)), "not signed by the key");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("ES384")]
    [InlineData("RS256")]
    public async Task An_algorithm_that_the_issuer_does_not_use_is_refused(string algorithm)
    {
        await ShouldBeRefusedAsync(await _client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), _keys.Key, algorithm: algorithm)), "alg");
    }

    [Fact]
    public async Task The_public_key_is_no_secret_to_sign_with()
    {
        var publicKey = _keys.Key.ExportSubjectPublicKeyInfoPem();

        await ShouldBeRefusedAsync(await _client.PostTokenAsync(Tokens.Hs256(Tokens.Claims(), publicKey)), "not signed by a known secret");
    }

    [Fact]
    public async Task What_is_no_token_is_refused()
    {
        await ShouldBeRefusedAsync(await _client.PostTokenAsync("not-a-token-but-a-long-text"), "token");
    }

    [Fact]
    public async Task A_wrong_signature_beside_a_right_token_is_refused_and_the_token_stays_unused()
    {
        var token = Tokens.Es256(Tokens.Claims(), _keys.Key);

        await ShouldBeRefusedAsync(
            await _client.PostTokenAsync(token, headers: new WebhookHeader(WebhookHeaders.NotificationToken, "wrong")), "X-A2A-Notification-Token");
        (await _client.PostTokenAsync(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task ShouldBeRefusedAsync(HttpResponseMessage response, string reason)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, text);
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        text.ShouldContain(reason);
        text.ShouldNotContain("eyJ");
        var refused = (await _client.ReadAsync("/webhook/refused")).GetProperty("refused")[0];
        refused.Text("cause").ShouldBeOneOf("NotGenuine", "Contradictory");
        refused.Text("reason")!.ShouldContain(reason);
        refused.GetRawText().ShouldNotContain("eyJ");
        (await _client.NotificationsAsync()).ShouldBeEmpty();
    }
}
