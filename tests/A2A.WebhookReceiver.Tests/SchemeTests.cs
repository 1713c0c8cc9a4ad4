using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Tests;

/// <summary>Every way in which the field proves that a webhook is genuine.</summary>
public sealed class SchemeTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set before each test

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task A_token_signed_by_a_published_key_is_a_proof()
    {
        await using var keys = await KeyServer.StartAsync();
        await using var receiver = Receiver.Start(_redis.ConnectionString, Tokens.TrustByKeys(keys.Address));
        var client = receiver.CreateClient();

        await ShouldBeKeptAsync(client, await client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), keys.Key)), Tokens.Issuer, "jwt-es256");
        (await client.PostTokenAsync(Tokens.Es256(Tokens.Claims(), keys.Key))).StatusCode.ShouldBe(HttpStatusCode.OK);
        keys.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_signed_by_the_issuers_secret_is_a_proof()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, Tokens.TrustBySecret);
        var client = receiver.CreateClient();

        await ShouldBeKeptAsync(client, await client.PostTokenAsync(Tokens.Hs256(Tokens.Claims())), Tokens.Issuer, "jwt-hs256");
    }

    [Fact]
    public async Task A_token_signed_by_a_secret_of_the_receiver_is_a_proof()
    {
        await using var keys = await KeyServer.StartAsync();
        await using var receiver = Receiver.Start(_redis.ConnectionString, Tokens.TrustByKeys(keys.Address));
        var client = receiver.CreateClient();

        await ShouldBeKeptAsync(client, await client.PostTokenAsync(Tokens.Hs256(Tokens.Claims(), Receiver.Secret)), Tokens.Issuer, "jwt-hs256");
    }

    [Fact]
    public async Task What_our_own_sender_sends_is_proven_in_every_way()
    {
        await using var keys = await KeyServer.StartAsync();
        await using var receiver = Receiver.Start(_redis.ConnectionString, Tokens.TrustByKeys(keys.Address));
        var client = receiver.CreateClient();
        var body = Encoding.UTF8.GetBytes(Tokens.Body);
        var headers = WebhookSigner.Sign(new WebhookAttempt
        {
            DeliveryId = $"{Tokens.Task}_c-1_1-1",
            TaskId = Tokens.Task,
            Time = DateTimeOffset.UtcNow,
            Body = body,
            Secrets = [WebhookSecret.Parse("another-one"), WebhookSecret.Parse(Receiver.Secret)],
            Bearer = new() { Issuer = Tokens.Issuer, Audience = Tokens.Audience, TokenId = "j-1", Key = keys.Key, KeyId = Tokens.KeyId },
        });

        // Of the two secrets, the body's signature is by the first, which this receiver does not know.
        WebhookHeader[] known = [.. headers.Where(h => h.Name is not (WebhookHeaders.A2ASignature or WebhookHeaders.WebhookSignature))];
        await ShouldBeKeptAsync(client, await client.PostAsync("/webhook", body, known), Tokens.Issuer, "standard-webhooks", "jwt-es256");
    }

    /// <summary>The tutorial's enterprise agent: Python's JSON with sorted keys, times in fractions of seconds, no hash of the body.</summary>
    [Fact]
    public async Task The_tutorials_enterprise_webhook_is_proven_in_development()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("environment", "Development"));
        var client = receiver.CreateClient();
        const string Body = """{"message": "Enterprise task completed - fetch results with tasks/get", "metadata": {"security_level": "enterprise"}, "preview": "\ud83d\udd12 SECURE TASK COMPLETED", "status": "completed", "taskId": "task-7", "timestamp": "2026-01-02T03:04:05.678901"}""";
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var claims = new JsonObject
        {
            ["iss"] = "enterprise-a2a-agent",
            ["aud"] = "client-webhook",
            ["iat"] = now,
            ["exp"] = now + 300.000012,
            ["taskId"] = "task-7",
            ["jti"] = Guid.NewGuid().ToString(),
        };

        var response = await client.PostTokenAsync(
            Tokens.Hs256(claims, "your-enterprise-jwt-secret"),
            Body,
            new("X-A2A-Signature", Sha256(Body, "enterprise-webhook-secret")),
            new("X-A2A-Timestamp", ((long)now).ToString(CultureInfo.InvariantCulture)),
            new("X-A2A-Task-ID", "task-7"),
            new("X-A2A-Security-Level", "enterprise"));

        await ShouldBeKeptAsync(client, response, "enterprise-a2a-agent", "x-a2a-signature", "jwt-hs256");
    }

    [Fact]
    public async Task The_signature_by_its_other_name_is_a_proof_in_development()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("environment", "Development"));
        var client = receiver.CreateClient();

        var response = await client.PostAsync("/webhooks/a2a", Encoding.UTF8.GetBytes(Tokens.Body),
            new("X-Webhook-Signature", Sha256(Tokens.Body, "webhook-secret")),
            new("X-Webhook-Token", "webhook-secret"));

        await ShouldBeKeptAsync(client, response, issuer: null, "x-webhook-signature", "token");
    }

    [Fact]
    public async Task The_tutorials_token_and_credentials_are_proofs_in_development()
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("environment", "Development"));
        var client = receiver.CreateClient();

        var response = await client.PostAsync("/webhooks/a2a", Encoding.UTF8.GetBytes(Tokens.Body),
            new("Authorization", "Bearer my-auth-token"), new("X-Webhook-Token", "webhook-secret"));

        await ShouldBeKeptAsync(client, response, issuer: null, "token", "authorization");
    }

    [Theory]
    [InlineData(Receiver.Secret, HttpStatusCode.OK)]
    [InlineData("the-secret-before", HttpStatusCode.OK)]
    [InlineData("the-secret-before-that", HttpStatusCode.Unauthorized)]
    public async Task Each_of_several_secrets_is_known(string secret, HttpStatusCode status)
    {
        await using var receiver = Receiver.Start(_redis.ConnectionString, ("Webhooks:Secrets:before", "the-secret-before"));

        var response = await receiver.CreateClient().PostAsync("/webhook", Encoding.UTF8.GetBytes(Tokens.Body),
            new("X-A2A-Signature", Sha256(Tokens.Body, secret)),
            new("X-A2A-Timestamp", DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

        response.StatusCode.ShouldBe(status);
    }

    private static string Sha256(string body, string secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private static async Task ShouldBeKeptAsync(HttpClient client, HttpResponseMessage response, string? issuer, params string[] schemes)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var kept = (await client.NotificationsAsync()).ShouldHaveSingleItem();
        kept.GetProperty("schemes").EnumerateArray().Select(s => s.GetString()).ShouldBe(schemes);
        (kept.TryGetProperty("issuer", out var shown) ? shown.GetString() : null).ShouldBe(issuer);
        kept.GetRawText().ShouldNotContain("eyJ", customMessage: "a token is a secret");
    }
}
