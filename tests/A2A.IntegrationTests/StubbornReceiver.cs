using System.Collections.Concurrent;
using System.Globalization;
using A2A.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests;

/// <summary>A receiver that takes everything and never answers until it is willing, and then remembers the numbers of the events that it hears of.</summary>
internal sealed class StubbornReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<int> _heard = new();
    private readonly WebApplication _app;
    private int _unanswered;

    private StubbornReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", ReceiveAsync);
    }

    public string Url => $"{_app.Urls.First()}/hook";

    public bool IsWilling { get; set; }

    public int Unanswered => Volatile.Read(ref _unanswered);

    public IReadOnlyList<int> Heard => [.. _heard];

    public static async Task<StubbornReceiver> StartAsync()
    {
        var receiver = new StubbornReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        if (!IsWilling)
        {
            Interlocked.Increment(ref _unanswered);
            await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Results.Empty;
        }

        _heard.Enqueue(int.Parse(request.Headers[WebhookHeaders.Id].ToString().Split('-')[^1], CultureInfo.InvariantCulture));
        return Results.Ok();
    }
}
