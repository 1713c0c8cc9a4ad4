using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Faults.Rig;
using A2A.Protocol.Signing;
using A2A.Webhooks;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Faults.Experiments;

/// <summary>F20: keys are rotated under load, and revoked.</summary>
public sealed class RotatedKeys
{
    private const string Operator = "the-key-of-the-operator-4711";

    private static readonly TimeSpan PublishAhead = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Under_rotation_every_webhook_verifies_and_what_a_revoked_key_signed_is_refused()
    {
        ConcurrentQueue<WebhookRequest> kept = [];
        Keys? keys = null;
        WebhookTrust Trust(IReadOnlyList<Uri> addresses) => new()
        {
            Issuers = [new() { Issuer = "a2a-agent-api", Audiences = [addresses[0].GetLeftPart(UriPartial.Authority)], Keys = keys }],
            Tokens = [Receiver.Token],
            Sufficient = ["jwt-es256"],
        };
        await using var experiment = await Experiment.StartAsync(
            new("F20", "the key that signs is rotated under load, and the one before is revoked")
            {
                Secret = null,
                Trust = Trust,
                Settings =
                [
                    .. Settings.Patient, ("Callers__Operators__olga", Operator),
                    ("Signing__PublishAhead", $"{PublishAhead:c}"),
                    ("Cards__MaxAge", $"{PublishAhead / 2:c}"),
                ],
                Answer = (received, http) =>
                {
                    var headers = http.Request.Headers.Select(header => new WebhookHeader(header.Key, $"{header.Value}"));
                    kept.Enqueue(new WebhookRequest(headers, received.Body));
                    return Task.FromResult(true);
                },
            });
        using var http = new HttpClient { BaseAddress = experiment.Replicas.Live[0].Address };
        http.DefaultRequestHeaders.Add("X-API-Key", Operator);
        keys = new Keys(http);
        experiment.Submit(Run.Pick(5, 9));
        await Eventually.TrueAsync(() => Task.FromResult(!kept.IsEmpty), "a webhook came");
        var genuine = kept.First();
        var verifier = new WebhookVerifier(Trust(experiment.Receiver.Addresses), TimeProvider.System);
        (await verifier.VerifyAsync(genuine, TestContext.Current.CancellationToken)).ShouldBeOfType<WebhookVerdict.Verified>();

        for (var rotation = 0; rotation < Run.Pick(1, 10); rotation++)
        {
            var before = await SigningAsync(http);
            (await http.PostAsync("/ops/keys/rotate", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            await Eventually.TrueAsync(async () => await SigningAsync(http) != before, "the next key signs");
            await experiment.PauseAsync(Settings.DeliveryLease); // what the one before has signed is on its way no longer
            (await http.PostAsync($"/ops/keys/{before}/revoke", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            experiment.Fault();
        }

        await experiment.HoldsAsync(Settings.Recovery, mayRepeat: false);
        await keys.ForgetAsync();
        (await verifier.VerifyAsync(genuine, TestContext.Current.CancellationToken)).ShouldBeOfType<WebhookVerdict.Refused>();
    }

    private static async Task<string> SigningAsync(HttpClient http)
    {
        var answer = await http.GetFromJsonAsync<JsonNode>("/ops/keys", TestContext.Current.CancellationToken);
        return (string)answer!["keys"]!.AsArray().Single(key => (string?)key!["state"] == "current")!["kid"]!; // one signs always
    }

    /// <summary>The published keys, asked for again for each that is not known: a receiver may wait a minute, an experiment not.</summary>
    private sealed class Keys(HttpClient http) : IJsonWebKeySource
    {
        private volatile JsonWebKeySet _known = new();

        public async ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken)
        {
            if (Find(kid) is null)
            {
                await ForgetAsync();
            }

            return Find(kid);
        }

        public async Task ForgetAsync() => _known = new JsonWebKeySet(await http.GetStringAsync("/.well-known/jwks.json"));

        private JsonWebKey? Find(string kid) => _known.Keys.FirstOrDefault(key => key.Kid == kid);
    }
}
