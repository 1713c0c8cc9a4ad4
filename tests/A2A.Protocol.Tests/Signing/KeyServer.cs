using System.Security.Cryptography;
using System.Text;
using A2A.Protocol.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Tests.Signing;

/// <summary>An issuer's address for its keys, on a free local port, that answers as the test says.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false };
    private int _requests;

    private KeyServer(WebApplication app)
    {
        _app = app;
        Http = new HttpClient(_handler);
    }

    public HttpClient Http { get; }

    public Uri Url => new(_app.Urls.Single() + "/.well-known/jwks.json");

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Answers all requests from now on.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("no answer was set");

    public static async Task<KeyServer> StartAsync(params string[] kids)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new KeyServer(builder.Build());
        server.Publish(null, kids);
        server._app.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            return server.Answer(context);
        });
        await server._app.StartAsync();
        return server;
    }

    public static JsonWebKey Key(string kid)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = PublicKeys.Of(key);
        made.Kid = kid;
        return made;
    }

    /// <summary>Publishes new keys of these names.</summary>
    public void Publish(string? cacheControl, params string[] kids)
    {
        var body = Encoding.UTF8.GetString(PublicKeys.ToJson(kids.Select(Key)));
        Say(body, cacheControl: cacheControl);
    }

    public void Say(string body, string type = "application/json", string? cacheControl = null) => Answer = context =>
    {
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = cacheControl;
        return context.Response.WriteAsync(body);
    };

    public void Fail(int status = 500) => Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = "/elsewhere";
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        await _app.DisposeAsync();
    }
}
