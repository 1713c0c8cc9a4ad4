using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Signing;
using A2A.Webhooks;
using A2A.Webhooks.Jwt;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Tests;

/// <summary>The libraries that receivers and senders in JavaScript use take our webhooks, and we take theirs.</summary>
public sealed class JavaScriptTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly string BodyHash = Convert.ToHexStringLower(SHA256.HashData(Webhook.Body));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await JavaScriptLibraries.RequireAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(true, Secret, "ES256")]
    [InlineData(false, Secret, "HS256")]
    [InlineData(false, "any other text", "HS256")]
    public async Task Jose_and_standardwebhooks_verify_our_webhook(bool byKey, string secret, string algorithm)
    {
        var (exitCode, output) = await JavaScriptLibraries.RunAsync("verify-webhook.mjs", Question(Ours(byKey, secret), byKey, secret).ToJsonString());

        exitCode.ShouldBe(0, output);
        output.Trim().Split('\n').ShouldBe([$"jose {algorithm} t-1 {BodyHash}", "standardwebhooks t-1"]);
    }

    [Theory]
    [InlineData("audience", "https://other.example", "aud")]
    [InlineData("issuer", "https://other.example", "iss")]
    [InlineData("body", "{}", "No matching signature")]
    public async Task They_refuse_ours_when_it_was_meant_otherwise(string member, string value, string reason)
    {
        var question = Question(Ours(byKey: true, Secret), byKey: true, Secret);
        question[member] = value;

        var (exitCode, output) = await JavaScriptLibraries.RunAsync("verify-webhook.mjs", question.ToJsonString());

        exitCode.ShouldNotBe(0);
        output.ShouldContain(reason);
    }

    [Fact]
    public async Task We_verify_the_webhooks_of_jose_and_standardwebhooks()
    {
        var answer = await TheirsAsync();
        var headers = answer["headers"]!.AsObject().Select(header => new WebhookHeader(header.Key, header.Value!.GetValue<string>())).ToList();
        var secrets = new[] { WebhookSecret.Parse(Secret) };
        var issuer = TokenWebhook.Trusted with { Keys = KeysOf(answer), Secrets = secrets };
        var trust = new WebhookTrust { Secrets = secrets, Issuers = [issuer] };

        (await VerifyAsync(headers, trust)).ShouldBeVerifiedBy("standard-webhooks", "jwt-es256");
        (await VerifyAsync(headers, trust, "{}"u8.ToArray())).ShouldBeRefused("webhook-signature");
        (await VerifyAsync(headers.With("webhook-signature", null), trust, "{}"u8.ToArray())).ShouldBeRefused("request_body_sha256");
        (await VerifyAsync(headers.With("Authorization", $"Bearer {answer["hs256"]}"), trust)).ShouldBeVerifiedBy("standard-webhooks", "jwt-hs256");
        (await VerifyAsync(headers.With("Authorization", $"Bearer {answer["rs256"]}"), trust)).ShouldBeRefused("alg is none");
    }

    [Fact]
    public async Task We_verify_a_callers_token_that_jose_signed_with_RSA()
    {
        var answer = await TheirsAsync();
        var rules = new TokenRules { Issuer = TokenWebhook.Issuer, Audiences = [TokenWebhook.Audience], Keys = KeysOf(answer), KeyAlgorithms = ["RS256"] };

        (await new TokenVerifier([rules], TimeProvider.System).VerifyAsync(answer["rs256"]!.GetValue<string>(), Token)).ShouldBeOfType<TokenVerdict.Valid>();
    }

    private static FixedJsonWebKeySource KeysOf(JsonNode answer) =>
        new(JsonWebKeySet.Create(answer["keys"].ShouldNotBeNull().ToJsonString()));

    private static List<WebhookHeader> Ours(bool byKey, string secret)
    {
        var terms = byKey ? TokenWebhook.Terms : TokenWebhook.Terms with { Key = null, KeyId = null, Secret = WebhookSecret.Parse(secret) };
        return Webhook.Signed(Webhook.Attempt with { Time = DateTimeOffset.UtcNow, Secrets = [WebhookSecret.Parse(secret)], Bearer = terms });
    }

    private static JsonObject Question(List<WebhookHeader> headers, bool byKey, string secret) => new()
    {
        ["headers"] = new JsonObject(headers.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)header.Value))),
        ["body"] = Encoding.UTF8.GetString(Webhook.Body),
        ["keys"] = byKey ? JsonNode.Parse(PublicKeys.ToJson([TokenWebhook.PublicKey])) : null,
        ["secret"] = secret,
        ["issuer"] = TokenWebhook.Issuer,
        ["audience"] = TokenWebhook.Audience,
    };

    private static async Task<JsonNode> TheirsAsync()
    {
        var (exitCode, output) = await JavaScriptLibraries.RunAsync("sign-webhook.mjs", Question([], byKey: false, Secret).ToJsonString());
        exitCode.ShouldBe(0, output);
        return JsonNode.Parse(output)!;
    }

    private static Task<WebhookVerdict> VerifyAsync(List<WebhookHeader> headers, WebhookTrust trust, byte[]? body = null) =>
        new WebhookVerifier(trust, TimeProvider.System).VerifyAsync(new WebhookRequest(headers, body ?? Webhook.Body), Token);
}
