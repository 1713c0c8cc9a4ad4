using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.IntegrationTests.Pages;

/// <summary>A receiver that refuses everything until it is willing, and then remembers the ids of what it hears.</summary>
internal sealed class RefusingReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly WebApplication _app;

    private RefusingReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", (HttpRequest request) =>
        {
            if (!IsWilling)
            {
                return Results.Text("<b>The token is not known here.</b>", statusCode: StatusCodes.Status401Unauthorized);
            }

            _heard.Enqueue(request.Headers["webhook-id"].ToString());
            return Results.NoContent();
        });
    }

    public string Url => $"{_app.Urls.First()}/hook";

    public bool IsWilling { get; set; }

    public IReadOnlyCollection<string> Heard => _heard;

    public static async Task<RefusingReceiver> StartAsync()
    {
        var receiver = new RefusingReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
