using System.Collections.Concurrent;
using System.Net;
using A2A.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace A2A.Faults.Rig;

/// <summary>A receiver of webhooks on free ports of loopback: verifies and keeps every request, answers as the experiment says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "the-secret-of-every-config-0123456789";
    public const string Token = "the-token-of-every-config";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly Lazy<WebhookVerifier> _verifier;

    private Receiver(int endpoints, Func<Received, HttpContext, Task<bool>> answer, Func<IReadOnlyList<Uri>, WebhookTrust> trust)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            for (var endpoint = 0; endpoint < endpoints; endpoint++)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
        });
        _app = builder.Build();
        _verifier = new(() => new WebhookVerifier(trust(Addresses), TimeProvider.System));
        _app.Run(async http =>
        {
            var received = await ReadAsync(http);
            if (await answer(received, http))
            {
                var status = http.Response.StatusCode;
                Keep(received with { IsAccepted = status is >= 200 and < 300, EndsSubscription = status == 410 });
            }
        });
    }

    /// <summary>One for each endpoint.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = []; // set by StartAsync

    /// <summary>Everything that came, in the order of arrival.</summary>
    public IReadOnlyCollection<Received> All => _received;

    /// <summary>Trusts configs that have <see cref="Secret"/> and <see cref="Token"/>: each of their proofs must hold.</summary>
    public static WebhookTrust Trust(IReadOnlyList<Uri> addresses) => new()
    {
        Secrets = [WebhookSecret.Parse(Secret)],
        Tokens = [Token],
        Issuers =
        [
            new() { Issuer = "a2a-agent-api", Audiences = [.. addresses.Select(address => address.GetLeftPart(UriPartial.Authority))] },
        ],
        Sufficient = ["standard-webhooks"],
    };

    /// <param name="answer">
    /// Sets the answer, 200 when it does nothing; gives whether the request counts as received. Null = it always does.
    /// </param>
    /// <param name="trust">What proves a request to one of the addresses; null = <see cref="Trust"/>.</param>
    /// <param name="endpoints">How many ports it has.</param>
    public static async Task<Receiver> StartAsync(
        Func<Received, HttpContext, Task<bool>>? answer = null, Func<IReadOnlyList<Uri>, WebhookTrust>? trust = null, int endpoints = 1)
    {
        var receiver = new Receiver(endpoints, answer ?? ((_, _) => Task.FromResult(true)), trust ?? Trust);
        await receiver._app.StartAsync();
        receiver.Addresses = [.. receiver._app.Urls.Select(url => new Uri(url + "/hook"))];
        return receiver;
    }

    /// <summary>Counts a request as received that its answer did not.</summary>
    public void Keep(Received received) => _received.Enqueue(received);

    /// <summary>How long after its time each event of that time first came to one of the endpoints, the shortest first.</summary>
    public IReadOnlyList<TimeSpan> Delays(Func<int, bool> endpoints, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. _received.Where(received => endpoints(received.Endpoint)).DistinctBy(received => received.Id)
            .Select(received => (received.Delivery.Event.At, Delay: received.At - received.Delivery.Event.At))
            .Where(came => came.At >= from && came.At < to).Select(came => came.Delay).Order(),
    ];

    /// <summary>What 99 of 100 delays do not exceed.</summary>
    public static TimeSpan P99(IReadOnlyList<TimeSpan> ordered) => ordered[(int)(ordered.Count * 0.99)];

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
            Endpoint = Addresses.TakeWhile(address => address.Port != http.Connection.LocalPort).Count(),
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

    /// <summary>The index of the address that it came to.</summary>
    public required int Endpoint { get; init; }

    public required string Id { get; init; }

    public required string Attempt { get; init; }

    public required byte[] Body { get; init; }

    public required string TraceId { get; init; }

    /// <summary>Why it is not shown to be genuine; null when it is.</summary>
    public required string? Distrust { get; init; }

    /// <summary>Whether it was answered 2xx.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Whether it was answered 410: its receiver wants neither it nor what follows.</summary>
    public bool EndsSubscription { get; init; }

    public DeliveryId Delivery => DeliveryId.Parse(Id);
}
