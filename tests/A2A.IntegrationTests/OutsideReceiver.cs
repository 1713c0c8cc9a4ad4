using System.Collections.Concurrent;
using System.Globalization;
using A2A.Protocol.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests;

/// <summary>A receiver that belongs to no run of the system: it refuses what does not verify, and remembers the first receipts.</summary>
internal sealed class OutsideReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string DeliveryId, string Body)> _heard = new();
    private readonly WebhookVerifier _verifier;
    private readonly WebApplication _app;

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

    /// <summary>Bodies in the order of their first receipt.</summary>
    public IEnumerable<string> Heard => _heard.Select(webhook => webhook.Body);

    public static async Task<OutsideReceiver> StartAsync(string secret)
    {
        var receiver = new OutsideReceiver(secret);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The numbers of the task's events in the order of their first receipt.</summary>
    public IReadOnlyList<int> Sequences(string taskId) => _heard
        .Where(webhook => webhook.DeliveryId.StartsWith(taskId, StringComparison.Ordinal))
        .Select(webhook => int.Parse(webhook.DeliveryId.Split('_')[^1], CultureInfo.InvariantCulture)).ToList();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = request.Headers.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value ?? "")));
        if (_verifier.Verify(new WebhookRequest(headers, System.Text.Encoding.UTF8.GetBytes(body))) is not WebhookVerdict.Verified)
        {
            return Results.Unauthorized();
        }

        var id = request.Headers[WebhookHeaders.Id].ToString();
        if (_heard.All(webhook => webhook.DeliveryId != id))
        {
            _heard.Enqueue((id, body));
        }

        return Results.Ok();
    }
}
