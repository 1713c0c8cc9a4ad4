using System.Collections.Concurrent;
using System.Globalization;
using A2A.Protocol.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests;

/// <summary>A receiver that refuses everything until it is willing, and then remembers the numbers of the events that it hears of.</summary>
internal sealed class StubbornReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<int> _heard = new();
    private readonly WebApplication _app;
    private int _refused;

    private StubbornReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", Receive);
    }

    public string Url => $"{_app.Urls.First()}/hook";

    public bool IsWilling { get; set; }

    public int Refused => Volatile.Read(ref _refused);

    public IReadOnlyList<int> Heard => [.. _heard];

    public static async Task<StubbornReceiver> StartAsync()
    {
        var receiver = new StubbornReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Receive(HttpRequest request)
    {
        if (!IsWilling)
        {
            Interlocked.Increment(ref _refused);
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        }

        _heard.Enqueue(int.Parse(request.Headers[WebhookHeaders.Id].ToString().Split('_')[^1], CultureInfo.InvariantCulture));
        return Results.Ok();
    }
}
