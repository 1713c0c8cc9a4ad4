using System.Collections.Concurrent;
using System.Net;
using A2A.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace A2A.Server.Tests.Push;

/// <summary>A receiver of webhooks that answers as the test says, on a free port of loopback.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Endpoint(Func<Received, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async http =>
        {
            var received = await ReadAsync(http.Request);
            _received.Enqueue(received);
            await answer(received, http);
        });
    }

    /// <summary>Everything that came, in the order of arrival.</summary>
    public IReadOnlyList<Received> All => [.. _received];

    public string Url => _app.Urls.Single() + "/hook";

    public static async Task<Endpoint> StartAsync(Func<Received, HttpContext, Task> answer)
    {
        var endpoint = new Endpoint(answer);
        await endpoint._app.StartAsync();
        return endpoint;
    }

    /// <summary>Answers with statuses by turns; the last one stays.</summary>
    public static Task<Endpoint> StartAsync(params int[] statuses)
    {
        var turn = -1;
        return StartAsync((_, http) =>
        {
            http.Response.StatusCode = statuses[Math.Min(Interlocked.Increment(ref turn), statuses.Length - 1)];
            return Task.CompletedTask;
        });
    }

    public Task UntilAsync(int count) => Eventually.TrueAsync(() => Task.FromResult(_received.Count >= count), $"{count} webhooks at {Url}, {_received.Count} came");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task<Received> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var headers = request.Headers.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value ?? "")));
        return new Received(request.Path + request.QueryString, [.. headers], body.ToArray());
    }
}

/// <summary>A webhook as it came.</summary>
internal sealed record Received(string Path, IReadOnlyList<WebhookHeader> Headers, byte[] Body)
{
    public string Id => Header(WebhookHeaders.Id) ?? "";

    public int Attempt => int.Parse(Header(WebhookHeaders.A2AAttempt) ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The event's number in the task's log.</summary>
    public int Sequence => int.Parse(Id.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);

    public string? Header(string name) => Headers.SingleOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
}
