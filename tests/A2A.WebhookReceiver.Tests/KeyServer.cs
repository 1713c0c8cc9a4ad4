using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.WebhookReceiver.Tests;

/// <summary>Where an issuer publishes its key, on a free port of this machine. May be away, and lead elsewhere.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private KeyServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet("/keys", AnswerAsync);
        _app.MapGet("/elsewhere", WriteKeysAsync);
    }

    public ECDsa Key { get; set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Uri Address => new(_app.Urls.Single() + "/keys");

    public bool IsAway { get; set; }

    public bool IsElsewhere { get; set; }

    public int Asked => _asked;

    public static async Task<KeyServer> StartAsync()
    {
        var server = new KeyServer();
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (IsElsewhere)
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        }

        return WriteKeysAsync(context);
    }

    private Task WriteKeysAsync(HttpContext context)
    {
        if (IsAway)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        var point = Key.ExportParameters(includePrivateParameters: false).Q;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""
            {"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"{{Tokens.KeyId}}",
            "x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}
            """);
    }
}
