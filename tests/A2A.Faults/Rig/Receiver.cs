using System.Collections.Concurrent;
using System.Net;
using A2A.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace A2A.Faults.Rig;

/// <summary>A receiver of webhooks on a free port of loopback: verifies and keeps every request, answers as the experiment says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "the-secret-of-every-config-0123456789";
    public const string Token = "the-token-of-every-config";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly Lazy<WebhookVerifier> _verifier;

    private Receiver(Func<Received, HttpContext, Task<bool>> answer, Func<Uri, WebhookTrust> trust)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _verifier = new(() => new WebhookVerifier(trust(Address), TimeProvider.System));
        _app.Run(async http =>
        {
            var received = await ReadAsync(http);
            if (await answer(received, http))
            {
                Keep(received with { IsAccepted = http.Response.StatusCode is >= 200 and < 300 });
            }
        });
    }

    public Uri Address => new(_app.Urls.Single() + "/hook");

    /// <summary>Everything that came, in the order of arrival.</summary>
    public IReadOnlyCollection<Received> All => _received;

    /// <summary>Trusts configs that have <see cref="Secret"/> and <see cref="Token"/>: each of their proofs must hold.</summary>
    public static WebhookTrust Trust(Uri address) => new()
    {
        Secrets = [WebhookSecret.Parse(Secret)],
        Tokens = [Token],
        Issuers = [new() { Issuer = "a2a-agent-api", Audiences = [address.GetLeftPart(UriPartial.Authority)] }],
        Sufficient = ["standard-webhooks"],
    };

    /// <param name="answer">
    /// Sets the answer, 200 when it does nothing; gives whether the request counts as received. Null = it always does.
    /// </param>
    /// <param name="trust">What proves a request; null = <see cref="Trust"/>.</param>
    public static async Task<Receiver> StartAsync(
        Func<Received, HttpContext, Task<bool>>? answer = null, Func<Uri, WebhookTrust>? trust = null)
    {
        var receiver = new Receiver(answer ?? ((_, _) => Task.FromResult(true)), trust ?? Trust);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Counts a request as received that its answer did not.</summary>
    public void Keep(Received received) => _received.Enqueue(received);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task<Received> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var request = new WebhookRequest(
            http.Request.Headers.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value ?? ""))),
            body.ToArray());
        var verdict = await _verifier.Value.VerifyAsync(request, http.RequestAborted);
        return new Received
        {
            At = DateTimeOffset.UtcNow,
            Id = request.Header(WebhookHeaders.Id) ?? "",
            Attempt = request.Header(WebhookHeaders.A2AAttempt) ?? "",
            Body = body.ToArray(),
            TraceId = (string?)http.Request.Headers["traceparent"] is { Length: > 35 } trace ? trace[3..35] : "",
            Distrust = verdict is WebhookVerdict.Verified ? null : verdict.ToString(),
        };
    }
}

/// <summary>A webhook as it came.</summary>
internal sealed record Received
{
    public required DateTimeOffset At { get; init; }

    public required string Id { get; init; }

    public required string Attempt { get; init; }

    public required byte[] Body { get; init; }

    public required string TraceId { get; init; }

    /// <summary>Why it is not shown to be genuine; null when it is.</summary>
    public required string? Distrust { get; init; }

    /// <summary>Whether it was answered 2xx.</summary>
    public bool IsAccepted { get; init; }

    public DeliveryId Delivery => DeliveryId.Parse(Id);
}
