using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace A2A.Bench.Servers;

/// <summary>Bare Kestrel with one handler, on a free port of loopback: no routing, no logging, no host defaults.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    /// <summary>The verb that starts the floor of S1 as a process of its own.</summary>
    public const string Verb = "kestrel";

    private readonly WebApplication _app;

    private LoopbackServer(RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(handle);
    }

    public Uri Url => new(_app.Urls.Single());

    public static async Task<LoopbackServer> StartAsync(RequestDelegate handle, CancellationToken cancellationToken)
    {
        var server = new LoopbackServer(handle);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Reads the JSON of a send and answers as a completed task would look: HTTP and JSON with nothing behind them.</summary>
    public static async Task RunFloorAsync()
    {
        await using var server = await StartAsync(AnswerAsync, CancellationToken.None);
        Console.WriteLine(server.Url); // whoever started this waits for it
        await Task.Delay(Timeout.Infinite);
    }

    public static ServerProcess StartFloor() => new("dotnet", [typeof(LoopbackServer).Assembly.Location, Verb], AppContext.BaseDirectory);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        using var request = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var message = request.RootElement.GetProperty("params").GetProperty("message");
        var (id, context) = (Guid.NewGuid(), Guid.NewGuid());
        var parts = new[] { new { text = "Hello from TCK" } };
        var said = new { messageId = Guid.NewGuid(), contextId = context, taskId = id, role = "ROLE_AGENT", parts };
        var status = new { state = "TASK_STATE_COMPLETED", message = said, timestamp = DateTime.UtcNow };
        var task = new { id, contextId = context, status, history = new[] { message } };
        var body = JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id = 1, result = new { task } });
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
