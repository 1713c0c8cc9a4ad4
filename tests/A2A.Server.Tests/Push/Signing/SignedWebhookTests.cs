using System.Buffers.Text;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Signing;
using A2A.Server.Push;
using A2A.Server.Push.Keys;
using A2A.Server.Tasks;
using A2A.Webhooks;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Server.Tests.Push.Signing;

/// <summary>What is sent is what receivers can verify.</summary>
public sealed class SignedWebhookTests : IDisposable
{
    private const string Url = "https://hooks.example.com/a";
    private const string Audience = "https://hooks.example.com";

    private readonly OpenKeys _open;
    private SigningKey _key = SigningKey.New(DateTimeOffset.UtcNow);
    private Exception? _trouble;
    private int _asked;
    private readonly SigningOptions _signing = new();
    private readonly PushOptions _options = new() { Issuer = "https://agents.example.com" };

    public SignedWebhookTests() => _open = new OpenKeys(_ =>
    {
        Interlocked.Increment(ref _asked);
        return _trouble is null ? Task.FromResult(_key) : Task.FromException<SigningKey>(_trouble);
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _open.Dispose();

    [Fact]
    public async Task Without_any_secret_a_token_by_the_published_key_proves_it()
    {
        var request = await MakeAsync(new TaskPushNotificationConfig { Url = Url });

        var trust = new WebhookTrust
        {
            Issuers = [new WebhookIssuer { Issuer = "https://agents.example.com", Audiences = [Audience], Keys = Published(_key) }],
        };
        (await VerifyAsync(request, trust)).ShouldBeOfType<WebhookVerdict.Verified>().Schemes.ShouldBe(["jwt-es256"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("shared")]
    public async Task A_token_is_valid_for_as_long_as_the_setting_says(string? secret)
    {
        _signing.TokenLifetime = TimeSpan.FromSeconds(90);

        var request = await MakeAsync(new TaskPushNotificationConfig { Url = Url, Secret = secret });

        var bearer = request.Header(WebhookHeaders.Authorization).ShouldNotBeNull();
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(bearer.Split('.')[1]));
        (claims.RootElement.GetProperty("exp").GetInt64() - claims.RootElement.GetProperty("iat").GetInt64()).ShouldBe(90);
    }

    [Fact]
    public async Task A_secret_of_the_config_signs_everything()
    {
        var request = await MakeAsync(new TaskPushNotificationConfig { Url = Url, Secret = "shared", Token = "t" });

        var secret = WebhookSecret.Parse("shared");
        var trust = new WebhookTrust
        {
            Secrets = [secret],
            Tokens = ["t"],
            Issuers = [new WebhookIssuer { Issuer = "https://agents.example.com", Audiences = [Audience], Secrets = [secret] }],
        };
        (await VerifyAsync(request, trust)).ShouldBeOfType<WebhookVerdict.Verified>().Schemes
            .ShouldBe(["standard-webhooks", "x-a2a-signature", "x-webhook-signature", "token", "jwt-hs256"]);
    }

    [Fact]
    public async Task An_agent_signs_in_its_own_name_with_its_own_secret_and_says_its_level()
    {
        _options.Agents["scripted"] = new AgentPushOptions
        {
            Issuer = "enterprise-a2a-agent",
            Audience = "client-webhook",
            TokenSecret = "your-enterprise-jwt-secret",
            SecurityLevel = "enterprise",
        };

        var request = await MakeAsync(new TaskPushNotificationConfig { Url = Url, Secret = "enterprise-webhook-secret" });

        request.Header(WebhookHeaders.A2ASecurityLevel).ShouldBe("enterprise");
        var trust = new WebhookTrust
        {
            Secrets = [WebhookSecret.Parse("enterprise-webhook-secret")],
            Issuers =
            [
                new WebhookIssuer { Issuer = "enterprise-a2a-agent", Audiences = ["client-webhook"], Secrets = [WebhookSecret.Parse("your-enterprise-jwt-secret")] },
            ],
        };
        (await VerifyAsync(request, trust)).ShouldBeOfType<WebhookVerdict.Verified>().Schemes.ShouldContain("jwt-hs256");
    }

    [Fact]
    public async Task Credentials_of_the_config_are_sent_as_they_are()
    {
        var authentication = new AuthenticationInfo { Scheme = "Basic", Credentials = "dXNlcjpwYXNz" };

        var request = await MakeAsync(new TaskPushNotificationConfig { Url = Url, Secret = "s", Authentication = authentication });

        request.Header(WebhookHeaders.Authorization).ShouldBe("Basic dXNlcjpwYXNz");
        request.Header(WebhookHeaders.A2ASecurityLevel).ShouldBeNull();
        _asked.ShouldBe(0, "no key is needed");
    }

    [Theory]
    [InlineData("new")]
    [InlineData("old")]
    [InlineData("older")]
    public async Task While_secrets_rotate_each_of_them_proves_it(string known)
    {
        _options.SigningSecret = "new";
        _options.EarlierSigningSecrets = new() { ["one"] = "old", ["two"] = "older" };

        var request = await MakeAsync(new TaskPushNotificationConfig { Url = Url });

        var onlyStandard = Only(request, WebhookHeaders.Id, WebhookHeaders.Timestamp, WebhookHeaders.Signature);
        (await VerifyAsync(onlyStandard, new WebhookTrust { Secrets = [WebhookSecret.Parse(known)] })).ShouldBeOfType<WebhookVerdict.Verified>();
        request.Header(WebhookHeaders.A2ASignature).ShouldBe(request.Header(WebhookHeaders.WebhookSignature));
        var byFirst = Only(request, WebhookHeaders.A2ASignature, WebhookHeaders.A2ATimestamp);
        (await VerifyAsync(byFirst, new WebhookTrust { Secrets = [WebhookSecret.Parse("new")] })).ShouldBeOfType<WebhookVerdict.Verified>();
    }

    [Fact]
    public async Task Every_attempt_has_a_token_of_its_own()
    {
        var config = new TaskPushNotificationConfig { Url = Url };

        var tokens = new[] { await MakeAsync(config), await MakeAsync(config), await MakeAsync(config) }.Select(request => request.Header(WebhookHeaders.Authorization));

        tokens.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Many_at_a_time_sign_with_the_key_as_one_after_the_other()
    {
        var trust = new WebhookTrust { Issuers = [new WebhookIssuer { Issuer = "https://agents.example.com", Audiences = [Audience], Keys = Published(_key) }] };

        var requests = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => MakeAsync(new TaskPushNotificationConfig { Url = Url }), Token)));

        foreach (var request in requests)
        {
            (await VerifyAsync(request, trust)).ShouldBeOfType<WebhookVerdict.Verified>();
        }
    }

    [Fact]
    public async Task A_new_key_signs_as_soon_as_it_is_the_current_one()
    {
        await MakeAsync(new TaskPushNotificationConfig { Url = Url });
        _key = SigningKey.New(DateTimeOffset.UtcNow);

        var request = await MakeAsync(new TaskPushNotificationConfig { Url = Url });

        var trust = new WebhookTrust { Issuers = [new WebhookIssuer { Issuer = "https://agents.example.com", Audiences = [Audience], Keys = Published(_key) }] };
        (await VerifyAsync(request, trust)).ShouldBeOfType<WebhookVerdict.Verified>();
    }

    [Theory]
    [InlineData("storage")]
    [InlineData("junk")]
    public async Task Without_keys_there_is_no_request_and_no_attempt(string trouble)
    {
        _trouble = trouble == "storage" ? new StorageUnavailableException("away", new TimeoutException()) : new InvalidOperationException("junk");

        await Should.ThrowAsync<StorageUnavailableException>(() => MakeAsync(new TaskPushNotificationConfig { Url = Url }));
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("\u007f")]
    public async Task What_cannot_stand_in_a_header_is_not_sent_though_it_was_stored(string text)
    {
        await Should.ThrowAsync<FormatException>(() => MakeAsync(new TaskPushNotificationConfig { Url = Url, Token = text }));
        await Should.ThrowAsync<FormatException>(() => MakeAsync(
            new TaskPushNotificationConfig { Url = Url, Authentication = new AuthenticationInfo { Scheme = "Bearer", Credentials = text } }));
        await Should.ThrowAsync<FormatException>(() => MakeAsync(
            new TaskPushNotificationConfig { Url = Url, Authentication = new AuthenticationInfo { Scheme = text, Credentials = "x" } }));
    }

    private async Task<WebhookRequest> MakeAsync(TaskPushNotificationConfig config)
    {
        var requests = new WebhookRequests(Options.Create(_options), Options.Create(_signing), _open, TimeProvider.System);
        var id = TaskId.New(3, DateTimeOffset.UtcNow);
        var delivery = new Delivery($"{id}_config_1-1", new PushConfig("config", "1.0", config), "example.com:443", id, "scripted", new NotificationBody("{}"u8.ToArray(), "application/json"), 1, null);
        using var request = await requests.MakeAsync(delivery, null, Token);
        var headers = request.Headers.NonValidated.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value)));
        return new WebhookRequest([.. headers], await request.Content!.ReadAsByteArrayAsync(Token)); // it was made with content
    }

    private static Task<WebhookVerdict> VerifyAsync(WebhookRequest request, WebhookTrust trust) =>
        new WebhookVerifier(trust, TimeProvider.System).VerifyAsync(request, Token);

    private static WebhookRequest Only(WebhookRequest request, params string[] names) =>
        new([.. names.Select(name => new WebhookHeader(name, request.Header(name).ShouldNotBeNull()))], request.Body);

    private static FixedJsonWebKeySource Published(SigningKey key) => new(new JsonWebKeySet { Keys = { key.ToPublic() } });
}
