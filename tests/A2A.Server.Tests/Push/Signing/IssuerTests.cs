using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Signing;
using A2A.Server.Tests.Http;
using A2A.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Push.Signing;

/// <summary>In whose name the whole API signs, as it is configured.</summary>
public sealed class IssuerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_development_the_enterprise_agent_asks_and_signs_as_the_tutorial_does_and_says_that_the_webhook_is_validated()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var endpoint = await Endpoint.StartAsync((received, http) => received.Path.StartsWith("/hook/validate", StringComparison.Ordinal)
            ? http.Response.WriteAsync($$"""{"challenge":"{{http.Request.Query["challenge"]}}","status":"validated"}""")
            : Task.CompletedTask);
        await using var api = ApiReplica.Start(redis);

        await SendAsync(api, "/agents/enterprise", new() { ["url"] = endpoint.Url, ["secret"] = "enterprise-webhook-secret" });

        await endpoint.UntilAsync(4);
        endpoint.All[0].Path.ShouldStartWith("/hook/validate?challenge=");
        Encoding.UTF8.GetString(endpoint.All[3].Body).ShouldContain("✅ Webhook security validated - proceeding with secure task");
        endpoint.All[1].Header(WebhookHeaders.A2ASecurityLevel).ShouldBe("enterprise");
        var issuer = new WebhookIssuer { Issuer = "enterprise-a2a-agent", Audiences = ["client-webhook"], Secrets = [WebhookSecret.Parse("your-enterprise-jwt-secret")] };
        var trust = new WebhookTrust { Secrets = [WebhookSecret.Parse("enterprise-webhook-secret")], Issuers = [issuer] };
        (await VerifyAsync(endpoint.All[1], trust)).ShouldBeOfType<WebhookVerdict.Verified>().Schemes.ShouldContain("jwt-hs256");
    }

    [Theory]
    [InlineData("Agents:PublicUrl", "https://agents.example.com/base/", "https://agents.example.com")]
    [InlineData("Push:Issuer", "somebody", "somebody")]
    [InlineData("Samples:Pace", "0.01", "a2a-agent-api")]
    public async Task The_server_signs_in_its_own_name_by_the_key_that_it_publishes(string setting, string value, string name)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var endpoint = await Endpoint.StartAsync(200);
        await using var api = ApiReplica.Start(redis, new() { [setting] = value });
        using var published = await api.GetAsync("/.well-known/jwks.json");
        var keys = JsonWebKeySet.Create(await published.Content.ReadAsStringAsync(Token));

        await SendAsync(api, "/", new() { ["url"] = endpoint.Url });

        await endpoint.UntilAsync(1);
        var issuer = new WebhookIssuer { Issuer = name, Audiences = [new Uri(endpoint.Url).GetLeftPart(UriPartial.Authority)], Keys = new FixedJsonWebKeySource(keys) };
        (await VerifyAsync(endpoint.All[0], new WebhookTrust { Issuers = [issuer] })).ShouldBeOfType<WebhookVerdict.Verified>().Schemes.ShouldBe(["jwt-es256"]);
    }

    private static async Task SendAsync(ApiReplica api, string path, JsonObject config)
    {
        var configuration = new JsonObject { ["blocking"] = false, ["pushNotificationConfig"] = config };
        var message = ApiServer.Say("Run secure data processing", $"\"configuration\":{configuration.ToJsonString()}");
        using var answer = await api.SendAsync(HttpMethod.Post, path, ApiServer.Request("message/send", message));
        (await answer.Content.ReadAsStringAsync(Token)).ShouldContain("\"result\"");
    }

    private static Task<WebhookVerdict> VerifyAsync(Received received, WebhookTrust trust) =>
        new WebhookVerifier(trust, TimeProvider.System).VerifyAsync(new WebhookRequest(received.Headers, received.Body), Token);
}
