using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using A2A.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests;

/// <summary>A receiver that belongs to no run of the system: it refuses what does not verify, and remembers the first receipts.</summary>
internal sealed class OutsideReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Webhook> _heard = new();
    private readonly WebhookVerifier _verifier;
    private readonly WebApplication _app;

    private int _refusals;

    private OutsideReceiver(string secret)
    {
        _verifier = new WebhookVerifier(new WebhookTrust { Secrets = [WebhookSecret.Parse(secret)] }, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", ReceiveAsync);
    }

    public string Url => $"{_app.Urls.First()}/hook";

    /// <summary>What has come up to now, in the order of the first receipts.</summary>
    public IReadOnlyList<Webhook> Heard => [.. _heard];

    /// <param name="secret">What signs the webhooks that it takes.</param>
    /// <param name="refusals">How many webhooks it answers 503 before that.</param>
    public static async Task<OutsideReceiver> StartAsync(string secret, int refusals = 0)
    {
        var receiver = new OutsideReceiver(secret) { _refusals = refusals };
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = request.Headers.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value ?? "")));
        var webhook = new WebhookRequest(headers, System.Text.Encoding.UTF8.GetBytes(body));
        if (await _verifier.VerifyAsync(webhook, request.HttpContext.RequestAborted) is not WebhookVerdict.Verified)
        {
            return Results.Unauthorized();
        }

        var id = request.Headers[WebhookHeaders.Id].ToString();
        if (_heard.All(heard => heard.DeliveryId != id))
        {
            _heard.Enqueue(new Webhook(id, body));
        }

        return Results.Ok();
    }

    /// <param name="Body">The task after the event, in the words of 0.3.</param>
    public sealed record Webhook(string DeliveryId, string Body)
    {
        /// <summary>The event's number in the task's log.</summary>
        public int Sequence => int.Parse(DeliveryId.Split('-')[^1], CultureInfo.InvariantCulture);

        /// <summary>The task's state: no word of a message or of an artifact.</summary>
        public string State => JsonNode.Parse(Body)!["status"]!["state"]!.GetValue<string>();
    }
}
