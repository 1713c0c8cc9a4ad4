using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Signing;
using A2A.Protocol.Tests.Signing;
using A2A.Webhooks;
using A2A.Webhooks.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace A2A.Webhooks.Tests.AspNetCore;

/// <summary>One line makes an endpoint of any app take genuine webhooks and nothing else.</summary>
public sealed class VerifiedWebhookTests
{
    private const string Path = "/webhooks/a2a";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WebhookAttempt Now => TokenWebhook.Attempt with { Secrets = Webhook.Attempt.Secrets, Time = DateTimeOffset.UtcNow };

    private static WebhookTrust Trust => TokenWebhook.Trust with { Secrets = Webhook.Trust.Secrets };

    [Fact]
    public async Task A_genuine_webhook_reaches_the_handler_whole()
    {
        VerifiedWebhook? got = null;
        await using var app = await WebhookApp.StartAsync(it => it.MapPost(Path, (VerifiedWebhook webhook) => { got = webhook; }).RequireVerifiedWebhook(Trust));

        using var answer = await app.PostAsync(Webhook.Signed(Now));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        got.ShouldNotBeNull().Body.ToArray().ShouldBe(Webhook.Body);
        got.Schemes.ShouldBe(["standard-webhooks", "x-a2a-signature", "x-webhook-signature", "jwt-es256"]);
        (got.TaskId, got.DeliveryId, got.Issuer, got.Header("x-a2a-attempt")).ShouldBe(("t-1", "t-1_c-1_3", TokenWebhook.Issuer, "1"));
        got.Headers.ShouldContain(new WebhookHeader("Content-Type", "application/json"));
    }

    [Fact]
    public async Task The_body_can_be_bound_besides()
    {
        await using var app = await WebhookApp.StartAsync(it =>
            it.MapPost(Path, (VerifiedWebhook webhook, [FromBody] JsonElement body) => $"{webhook.TaskId} {body.GetProperty("status")}").RequireVerifiedWebhook(Trust));

        using var answer = await app.PostAsync(Webhook.Signed(Now), chunked: true);

        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe("t-1 completed");
    }

    [Fact]
    public async Task What_is_not_genuine_is_answered_with_401_and_the_reason_before_anything_is_bound()
    {
        var handled = false;
        await using var app = await WebhookApp.StartAsync(it =>
            it.MapGroup("/webhooks").RequireVerifiedWebhook(Trust).MapPost("/a2a", ([FromBody] JsonElement _) => { handled = true; }));

        using var answer = await app.PostAsync(Webhook.Signed(Now), "not the body"u8.ToArray());

        await ShouldBeProblemAsync(answer, HttpStatusCode.Unauthorized, "webhook-signature has no v1 signature");
        answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        handled.ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_is_taken_once_by_all_endpoints_that_share_the_trust()
    {
        await using var app = await WebhookApp.StartAsync(it => it.MapPost(Path, (VerifiedWebhook _) => "ok").RequireVerifiedWebhook(Trust));
        var headers = Webhook.Signed(Now);

        using var first = await app.PostAsync(headers);
        using var second = await app.PostAsync(headers);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldBeProblemAsync(second, HttpStatusCode.Unauthorized, "used before");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_long_is_answered_with_413(bool chunked)
    {
        await using var app = await WebhookApp.StartAsync(it =>
            it.MapPost(Path, (VerifiedWebhook webhook) => webhook.Body.Length).RequireVerifiedWebhook(Trust, largestBody: Webhook.Body.Length));

        using var fits = await app.PostAsync(Webhook.Signed(Now), chunked: chunked);
        using var isTooLong = await app.PostAsync(Webhook.Signed(Now), [.. Webhook.Body, 32], chunked);

        fits.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldBeProblemAsync(isTooLong, HttpStatusCode.RequestEntityTooLarge, $"longer than {Webhook.Body.Length} bytes");
    }

    [Fact]
    public async Task A_limit_above_that_of_the_server_counts()
    {
        await using var app = await WebhookApp.StartAsync(
            it => it.MapPost(Path, (VerifiedWebhook webhook) => webhook.Body.Length).RequireVerifiedWebhook(Trust, largestBody: 4096),
            builder => builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 100));
        var body = Encoding.UTF8.GetBytes(new string(' ', 4096));

        using var answer = await app.PostAsync(Webhook.Signed(Now with { Body = body }), body);

        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe("4096");
    }

    [Fact]
    public async Task While_the_keys_cannot_be_had_the_sender_is_told_to_try_again()
    {
        await using var keys = await KeyServer.StartAsync();
        keys.Fail();
        var source = new CachedJsonWebKeySource(keys.Http, keys.Url, TimeProvider.System);
        var trust = Trust with { Issuers = [TokenWebhook.Trusted with { Keys = source }] };
        await using var app = await WebhookApp.StartAsync(it => it.MapPost(Path, (VerifiedWebhook _) => "ok").RequireVerifiedWebhook(trust));

        using var answer = await app.PostAsync(Webhook.Signed(Now));

        await ShouldBeProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "cannot be had at the moment");
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task While_the_apps_replay_guard_fails_the_sender_is_told_to_try_again_and_nothing_more()
    {
        await using var app = await WebhookApp.StartAsync(
            it => it.MapPost(Path, (VerifiedWebhook _) => "ok").RequireVerifiedWebhook(Trust),
            builder => builder.Services.AddSingleton<IReplayGuard, BrokenGuard>());

        using var answer = await app.PostAsync(Webhook.Signed(Now));

        (await answer.Content.ReadAsStringAsync(Token)).ShouldNotContain("secret store");
        await ShouldBeProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "could not be verified at the moment");
    }

    [Fact]
    public async Task The_trust_can_come_from_the_configuration()
    {
        await using var keys = await KeyServer.StartAsync();
        keys.Say(Encoding.UTF8.GetString(PublicKeys.ToJson([TokenWebhook.PublicKey])));
        await using var app = await WebhookApp.StartAsync(
            it => it.MapPost(Path, (VerifiedWebhook webhook) => string.Join(' ', webhook.Schemes)).RequireVerifiedWebhook(),
            builder => Configure(builder, ("Secrets:demo", Webhook.Secret), ("Issuers:agents:Issuer", TokenWebhook.Issuer),
                ("Issuers:agents:Audiences:own", TokenWebhook.Audience), ("Issuers:agents:Jwks", keys.Url.AbsoluteUri)));

        using var answer = await app.PostAsync(Webhook.Signed(Now));

        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe("standard-webhooks x-a2a-signature x-webhook-signature jwt-es256");
    }

    [Fact]
    public async Task While_the_keys_of_a_configured_issuer_cannot_be_had_the_operator_hears_of_it()
    {
        await using var keys = await KeyServer.StartAsync();
        keys.Fail();
        using var log = new WarningLog();
        await using var app = await WebhookApp.StartAsync(it => it.MapPost(Path, (VerifiedWebhook _) => "ok").RequireVerifiedWebhook(), builder =>
        {
            builder.Services.AddSingleton<ILoggerProvider>(log);
            Configure(builder, ("Issuers:agents:Issuer", TokenWebhook.Issuer), ("Issuers:agents:Audiences:own", TokenWebhook.Audience),
                ("Issuers:agents:Jwks", keys.Url.AbsoluteUri + "?key=hidden"));
        });

        using var answer = await app.PostAsync(Webhook.Signed(Now with { Secrets = [] }));

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var warning = log.Texts.Where(text => text.StartsWith("The keys at", StringComparison.Ordinal)).ShouldHaveSingleItem();
        warning.ShouldContain(keys.Url.AbsoluteUri);
        warning.ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("LargestBody", "1", "set at least one of Webhooks:Secrets:<name>")]
    [InlineData("Secrets:a", "whsec_short", "Webhooks:Secrets:a is empty, or starts with whsec_")]
    [InlineData("Tokens:a", " ", "Webhooks:Tokens:a is empty")]
    [InlineData("Tolerance", "2.00:00:00", "Webhooks:Tolerance")]
    [InlineData("LargestBody", "0", "Webhooks:LargestBody")]
    [InlineData("Issuers:a:Secrets:b", "x", "Webhooks:Issuers:a:Issuer is empty")]
    [InlineData("Issuers:a:Issuer", "x", "Webhooks:Issuers:a:Audiences needs at least one value")]
    [InlineData("Issuers:a:Issuer", "x", "Webhooks:Issuers:a has nothing to verify tokens by")]
    [InlineData("Issuers:a:Jwks", "file:///keys", "Webhooks:Issuers:a:Jwks must be")]
    [InlineData("Issuers:a:Secrets:b", "whsec_", "Webhooks:Issuers:a:Secrets:b is empty")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string named)
    {
        var start = () => WebhookApp.StartAsync(
            it => it.MapPost(Path, (VerifiedWebhook _) => "ok").RequireVerifiedWebhook(), builder => Configure(builder, (setting, value)));

        (await Should.ThrowAsync<OptionsValidationException>(start)).Message.ShouldContain(named);
    }

    [Fact]
    public async Task Without_a_trust_anywhere_the_error_names_the_remedy()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapPost(Path, (VerifiedWebhook _) => "ok").RequireVerifiedWebhook();

        Should.Throw<InvalidOperationException>(() => ((IEndpointRouteBuilder)app).DataSources.Single().Endpoints).Message.ShouldContain("AddWebhookVerification");
    }

    [Fact]
    public async Task A_handler_whose_endpoint_verifies_nothing_is_an_error_that_names_the_remedy()
    {
        var bind = async () => await VerifiedWebhook.BindAsync(new DefaultHttpContext(), null!); // the parameter is not looked at

        (await Should.ThrowAsync<InvalidOperationException>(bind)).Message.ShouldContain("RequireVerifiedWebhook");
    }

    private static void Configure(WebApplicationBuilder builder, params (string Name, string Value)[] settings)
    {
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(it => $"Webhooks:{it.Name}", it => (string?)it.Value));
        builder.Services.AddWebhookVerification();
    }

    private static async Task ShouldBeProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string reason)
    {
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<ProblemDetails>(Token);
        problem.ShouldNotBeNull().Detail.ShouldNotBeNull().ShouldContain(reason);
    }

    private sealed class BrokenGuard : IReplayGuard
    {
        public Task<bool> TryUseAsync(string issuer, string tokenId, TimeSpan keep, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("secret store");
    }
}
