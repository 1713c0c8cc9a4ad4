using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Protocol.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace A2A.Protocol.Tests.Client;

/// <summary>A web server on free local ports, the second of which speaks HTTP/2 for gRPC, that answers every request as the test says, and keeps what it was asked.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(A2AClient.CreateHandler());

    private AgentServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First() + "/agents/trainer");

    public Uri GrpcUrl => new(_app.Urls.Last());

    /// <summary>A client that speaks 0.3 over JSON-RPC.</summary>
    public A2AClient Client => ClientOf(ProtocolVersion.V03, ProtocolBinding.JsonRpc);

    public HttpClient Http => _http;

    /// <summary>The JSON bodies of the requests.</summary>
    public ConcurrentQueue<JsonNode> Calls { get; } = [];

    public ConcurrentQueue<(string Path, IHeaderDictionary Headers)> Requests { get; } = [];

    /// <summary>The requests as they came: method, path with query, body.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>A client that loses no time: its pauses are short.</summary>
    public A2AClient ClientOf(ProtocolVersion version, ProtocolBinding binding, Func<A2AClientOptions, A2AClientOptions>? change = null)
    {
        var options = Impatient with { Version = version, Binding = binding };
        return new A2AClient(_http, binding == ProtocolBinding.Grpc ? GrpcUrl : Url, (change?.Invoke(options) ?? options).UseGrpc());
    }

    /// <summary>Options without long pauses.</summary>
    public static A2AClientOptions Impatient { get; } = new()
    {
        Streams = new() { Attempts = 3, Pauses = new() { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(5) } },
        Polling = new() { Pauses = new() { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(5) }, TimeLimit = TimeSpan.FromMinutes(2) },
    };

    public static async Task<AgentServer> StartAsync(Func<HttpContext, JsonNode?, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders();
        var server = new AgentServer(builder.Build());
        server._app.Run(async context =>
        {
            server.Requests.Enqueue((context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary())));
            var call = GrpcWire.IsUsed(context) ? await GrpcWire.ReadAsync(context)
                : context.Request.ContentLength > 0 ? await JsonNode.ParseAsync(context.Request.Body) : null;
            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            server.Lines.Enqueue($"{context.Request.Method} {target} {call?.ToJsonString()}".TrimEnd());
            if (call is not null)
            {
                server.Calls.Enqueue(call);
            }

            await answer(context, call);
            if (GrpcWire.IsUsed(context))
            {
                await GrpcWire.EndAsync(context);
            }
        });
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers every call with this result.</summary>
    public static Task<AgentServer> GivingAsync(string result) =>
        StartAsync((context, call) => context.Response.WriteAsync(Result(call!, result)));

    /// <summary>Answers everything with this text.</summary>
    public static Task<AgentServer> SayingAsync(string text, int status = 200, string contentType = "application/json") =>
        StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
        });

    public static string Result(JsonNode call, string result) => Envelope(call, "result", result);

    public static string Error(JsonNode call, int code, string message) =>
        Envelope(call, "error", $$"""{"code":{{code}},"message":"{{message}}"}""");

    /// <summary>Sends an event on its way at once.</summary>
    public static async Task EventAsync(HttpContext context, string lines)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream";
        }

        await context.Response.WriteAsync(lines + "\n\n");
        await context.Response.Body.FlushAsync();
    }

    private static string Envelope(JsonNode call, string member, string value) =>
        $$"""{"jsonrpc":"2.0","id":{{call["id"]!.ToJsonString()}},"{{member}}":{{value}}}""";

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
