using A2A.Protocol.Signing;
using A2A.Webhooks;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Webhooks.Tests;

/// <summary>A token is used once, and is used only by a webhook that holds otherwise.</summary>
public sealed class ReplayTests
{
    private readonly SteppedTime _time = new(Webhook.Now);
    private readonly Recorder _guard = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_that_was_used_is_refused()
    {
        (await VerifyAsync(TokenWebhook.Signed)).ShouldBeVerifiedBy("jwt-es256");

        (await VerifyAsync(TokenWebhook.Signed)).ShouldBeRefused("used before");
        (await VerifyAsync(Webhook.Signed(TokenWebhook.Attempt with { Bearer = TokenWebhook.Terms with { TokenId = "j-2" } }))).ShouldBeVerifiedBy("jwt-es256");
    }

    [Fact]
    public async Task A_token_is_remembered_until_it_has_expired_by_every_clock()
    {
        _time.Advance(TimeSpan.FromSeconds(100));

        await VerifyAsync(TokenWebhook.Signed);

        // exp is 200 s away, clocks may differ by 300 s, and stores may round.
        _guard.Asked.ShouldBe([(TokenWebhook.Issuer, "j-1", TimeSpan.FromSeconds(501))]);
    }

    [Fact]
    public async Task Nothing_that_fails_otherwise_uses_its_token()
    {
        var trust = TokenWebhook.Trust with { Secrets = Webhook.Trust.Secrets };
        var both = Webhook.Signed(TokenWebhook.Attempt with { Secrets = Webhook.Attempt.Secrets });

        (await VerifyAsync(both.With(WebhookHeaders.WebhookSignature, "sha256="), trust)).ShouldBeRefused(WebhookHeaders.WebhookSignature);
        (await VerifyAsync(both.With(WebhookHeaders.A2ATaskId, "t-2"), trust)).ShouldBeRefused("taskId");
        (await VerifyAsync([.. both, new(WebhookHeaders.NotificationToken, "unknown")], trust)).ShouldBeRefused("not a known one");
        (await VerifyAsync(TokenWebhook.With(sign: _ => new byte[64]))).ShouldBeRefused("not signed");

        _guard.Asked.ShouldBeEmpty();
        (await VerifyAsync(both, trust)).ShouldBeOfType<WebhookVerdict.Verified>();
        _guard.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Webhooks_without_token_ask_nothing_of_the_guard()
    {
        (await VerifyAsync(Webhook.Signed(), Webhook.Trust)).ShouldBeOfType<WebhookVerdict.Verified>();

        _guard.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_keys_the_webhook_is_undecided_and_its_token_unused()
    {
        var trust = new WebhookTrust { Issuers = [TokenWebhook.Trusted with { Keys = new Unreachable() }] };

        (await VerifyAsync(TokenWebhook.Signed, trust)).ShouldBeOfType<WebhookVerdict.Undecided>().Reason.ShouldContain("cannot be had at the moment");
        _guard.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_guard_throws_comes_through()
    {
        _guard.Failure = new TimeoutException("store");

        (await Should.ThrowAsync<TimeoutException>(() => VerifyAsync(TokenWebhook.Signed))).Message.ShouldBe("store");
    }

    [Fact]
    public async Task The_memory_takes_a_token_once_until_it_may_forget_it()
    {
        var guard = new MemoryReplayGuard(_time);
        var minute = TimeSpan.FromMinutes(1);

        (await guard.TryUseAsync("a", "1", minute, Token)).ShouldBeTrue();
        (await guard.TryUseAsync("a", "1", minute, Token)).ShouldBeFalse();
        (await guard.TryUseAsync("b", "1", minute, Token)).ShouldBeTrue();
        (await guard.TryUseAsync("a1", "", minute, Token)).ShouldBeTrue();
        _time.Advance(minute - TimeSpan.FromTicks(1));
        (await guard.TryUseAsync("a", "1", minute, Token)).ShouldBeFalse();
        _time.Advance(TimeSpan.FromTicks(1));
        (await guard.TryUseAsync("a", "1", minute, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_many_at_once_one_uses_the_token()
    {
        var guard = new MemoryReplayGuard(_time);

        var uses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => guard.TryUseAsync("a", "1", TimeSpan.FromMinutes(1), Token), Token)));

        uses.Count(used => used).ShouldBe(1);
    }

    [Fact]
    public async Task A_full_memory_refuses_rather_than_forgets()
    {
        var guard = new MemoryReplayGuard(_time);
        for (var number = 0; number < MemoryReplayGuard.Capacity; number++)
        {
            (await guard.TryUseAsync("a", $"{number}", TimeSpan.FromMinutes(1), Token)).ShouldBeTrue();
        }

        await Should.ThrowAsync<InvalidOperationException>(() => guard.TryUseAsync("a", "one more", TimeSpan.FromMinutes(1), Token));
        (await guard.TryUseAsync("a", "0", TimeSpan.FromMinutes(1), Token)).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(1));
        (await guard.TryUseAsync("a", "one more", TimeSpan.FromMinutes(1), Token)).ShouldBeTrue();
    }

    private Task<WebhookVerdict> VerifyAsync(List<WebhookHeader> headers, WebhookTrust? trust = null) =>
        new WebhookVerifier(trust ?? TokenWebhook.Trust, _time, _guard).VerifyAsync(new WebhookRequest(headers, Webhook.Body), Token);

    private sealed class Recorder : IReplayGuard
    {
        public List<(string Issuer, string TokenId, TimeSpan Keep)> Asked { get; } = [];

        public Exception? Failure { get; set; }

        public Task<bool> TryUseAsync(string issuer, string tokenId, TimeSpan keep, CancellationToken cancellationToken)
        {
            var isNew = Asked.All(it => (it.Issuer, it.TokenId) != (issuer, tokenId));
            Asked.Add((issuer, tokenId, keep));
            return Failure is null ? Task.FromResult(isNew) : Task.FromException<bool>(Failure);
        }
    }

    private sealed class Unreachable : IJsonWebKeySource
    {
        public ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken) => throw new HttpRequestException("down");
    }
}
