using A2A.Webhooks;
using FsCheck;
using FsCheck.Fluent;

namespace A2A.Webhooks.Tests;

/// <summary>One bit is enough. A failure names its seed, to be given to <c>WithReplay</c>.</summary>
public sealed class FlippedBitTests
{
    private const string Bearer = "Bearer ";

    [Fact]
    public void A_token_of_which_one_bit_was_flipped_is_refused() => Refused(TokenWebhook.Terms);

    [Fact]
    public void A_token_by_a_secret_of_which_one_bit_was_flipped_is_refused() =>
        Refused(TokenWebhook.Terms with { Key = null, KeyId = null, Secret = WebhookSecret.Parse("secret") });

    [Fact]
    public void A_body_of_which_one_bit_was_flipped_is_refused()
    {
        var cases = from body in ArbMap.Default.GeneratorFor<byte[]>().Where(bytes => bytes is { Length: > 0 })
                    from bit in Gen.Choose(0, (8 * body.Length) - 1)
                    select (Body: body, Bit: bit);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var headers = Webhook.Signed(TokenWebhook.Attempt with { Body = it.Body });
            byte[] flipped = [.. it.Body];
            flipped[it.Bit / 8] ^= (byte)(1 << (it.Bit % 8));
            return Webhook.Verify(headers, TokenWebhook.Trust, it.Body) is WebhookVerdict.Verified
                && Webhook.Verify(headers, TokenWebhook.Trust, flipped) is WebhookVerdict.Refused;
        }));
    }

    private static void Refused(WebhookTokenTerms terms)
    {
        var trust = new WebhookTrust { Issuers = [TokenWebhook.Trusted with { Secrets = [WebhookSecret.Parse("secret")] }] };
        var headers = Webhook.Signed(TokenWebhook.Attempt with { Bearer = terms });
        var token = headers.Of(WebhookHeaders.Authorization)[Bearer.Length..];
        Webhook.Verify(headers, trust).ShouldBeOfType<WebhookVerdict.Verified>();

        // Every bit of an ASCII character, so that other alphabets are tried too.
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Gen.Choose(0, (7 * token.Length) - 1).ToArbitrary(), bit =>
        {
            var flipped = token.ToCharArray();
            flipped[bit / 7] ^= (char)(1 << (bit % 7));
            return Webhook.Verify(headers.With(WebhookHeaders.Authorization, Bearer + new string(flipped)), trust) is WebhookVerdict.Refused;
        }));
    }
}
