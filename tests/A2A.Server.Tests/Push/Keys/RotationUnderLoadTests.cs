using System.Collections.Concurrent;
using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Signing;
using A2A.Server.Push.Keys;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;
using A2A.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Push.Keys;

/// <summary>What a receiver sees that fetches the key set over HTTP and keeps it, while webhooks come and keys change.</summary>
public sealed class RotationUnderLoadTests : IAsyncLifetime
{
    private const string Issuer = "https://agents.example";
    private const int Tasks = 4;

    private readonly ConcurrentQueue<(Received Webhook, WebhookVerdict Verdict)> _verdicts = new();
    private PushScene _scene = null!; // set by InitializeAsync
    private ApiReplica _api = null!; // set by InitializeAsync
    private HttpClient _http = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scene = new PushScene();
        await _scene.StartAsync();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        _api = ApiReplica.Start(_scene.Redis, new()
        {
            ["Agents:PublicUrl"] = Issuer,
            ["Cards:MaxAge"] = "00:00:01",
            ["Signing:PublishAhead"] = "00:00:02.500",
            ["Push:AllowHttp"] = "true",
            ["Push:AllowedNetworks:loopback"] = "127.0.0.0/8",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _http.Dispose();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task Every_webhook_is_verified_at_its_first_attempt_until_its_key_is_revoked()
    {
        WebhookVerifier? verifier = null;
        await using var endpoint = await Endpoint.StartAsync((webhook, http) => AnswerAsync(verifier!, webhook, http)); // set before anything is sent
        verifier = VerifierOf(endpoint);
        var keys = _api.Services.GetRequiredService<SigningKeys>();
        var runs = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => BeginAsync(endpoint)));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Task.WhenAll(runs.Select(run => TellAsync(run, enough.Token)));

        for (var rotation = 0; rotation < 3; rotation++)
        {
            var next = (await keys.RotateAsync(Token)).Kid;
            await Eventually.TrueAsync(() => Task.FromResult(_verdicts.Any(seen => KidOf(seen.Webhook) == next)), $"a webhook by key {next}");
        }

        var old = _verdicts.Last().Webhook;
        (await VerifyAsync(verifier, old)).ShouldBeOfType<WebhookVerdict.Verified>("its key is published");
        (await keys.RevokeAsync(KidOf(old), Token)).ShouldBeTrue();
        await Eventually.TrueAsync(async () => await VerifyAsync(verifier, old) is WebhookVerdict.Refused, "what the revoked key has signed is refused");
        await enough.CancelAsync();
        await load;

        var whilePublished = _verdicts.TakeWhile(seen => seen.Webhook != old).ToList();
        whilePublished.ShouldAllBe(seen => seen.Verdict is WebhookVerdict.Verified && seen.Webhook.Attempt == 1);
        whilePublished.Select(seen => KidOf(seen.Webhook)).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
        whilePublished.Select(seen => seen.Webhook.Id).Distinct().Count().ShouldBe(whilePublished.Count, "each came once");
        (await VerifyAsync(verifier, _verdicts.Last(seen => seen.Verdict is WebhookVerdict.Verified && KidOf(seen.Webhook) != KidOf(old)).Webhook)).ShouldBeOfType<WebhookVerdict.Verified>("other keys are still good");
    }

    private async Task AnswerAsync(WebhookVerifier verifier, Received webhook, HttpContext http)
    {
        var verdict = await VerifyAsync(verifier, webhook);
        _verdicts.Enqueue((webhook, verdict));
        http.Response.StatusCode = verdict is WebhookVerdict.Verified ? 200 : verdict is WebhookVerdict.Refused ? 401 : 503;
    }

    private static Task<WebhookVerdict> VerifyAsync(WebhookVerifier verifier, Received webhook) =>
        verifier.VerifyAsync(new WebhookRequest(webhook.Headers, webhook.Body), Token);

    private WebhookVerifier VerifierOf(Endpoint endpoint)
    {
        var keySet = new Uri(_api.Client.BaseAddress!, "/.well-known/jwks.json"); // it has one: it is the API's own client
        var trust = new WebhookTrust
        {
            Issuers =
            [
                new WebhookIssuer
                {
                    Issuer = Issuer,
                    Audiences = [new Uri(endpoint.Url).GetLeftPart(UriPartial.Authority)],
                    Keys = new CachedJsonWebKeySource(_http, keySet, new QuickTime()),
                },
            ],
        };
        return new WebhookVerifier(trust, TimeProvider.System);
    }

    // Leased to the test, so that the API only tells of it.
    private async Task<TaskRun> BeginAsync(Endpoint endpoint)
    {
        var task = Storage.NewTask(lease: Storage.LeaseOn(default), push: PushScene.Config(endpoint.Url));
        await _scene.Storage.Tasks.CreateAsync(task, Token);
        return (await _scene.Storage.Work.TakeAsync(task.Lease.ShouldNotBeNull(), Token)).ShouldNotBeNull();
    }

    private async Task TellAsync(TaskRun run, CancellationToken enough)
    {
        for (var sequence = 1; !enough.IsCancellationRequested; sequence++)
        {
            await _scene.Storage.Tasks.AppendAsync(run, Change.Status(run, sequence, TaskState.Working), Token);
            await Task.Delay(20, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the pace of the load
        }
    }

    private static string KidOf(Received webhook)
    {
        var bearer = webhook.Header(WebhookHeaders.Authorization).ShouldNotBeNull()["Bearer ".Length..];
        using var header = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(bearer.Split('.')[0]));
        return header.RootElement.GetProperty("kid").GetString().ShouldNotBeNull();
    }

    /// <summary>A receiver's minute, the shortest that it keeps a key set, is a second here.</summary>
    private sealed class QuickTime : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 60;
    }
}
