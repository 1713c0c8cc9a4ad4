using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Server.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace A2A.Server.Tests.Http;

/// <summary>An application that has an A2A server beside routes of its own.</summary>
public sealed class OwnRoutesTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private WebApplication _app = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Configuration["ConnectionStrings:tasks"] = redis.Server.ConnectionString;
        builder.Configuration["Encryption:Key"] = Storage.EncryptionKey;
        builder.Configuration["Limits:RequestsPerSecond"] = "1";
        builder.Configuration["Limits:Burst"] = "1";
        builder.AddA2AServer().AddAgent<MuteAgent>().UseRedis("tasks");
        _app = builder.Build();
        _app.MapA2A();
        _app.MapA2AOperations();
        _app.MapGet("/own/page", () => Microsoft.AspNetCore.Http.Results.Content("<p>", "text/html"));
        _app.MapGet("/own/missing", () => Microsoft.AspNetCore.Http.Results.NotFound());
        _app.MapGet("/own/fault", (Func<string>)(() => throw new InvalidOperationException("a fault of the application")));
        await _app.StartAsync(Token);
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Its_own_routes_keep_their_answers_and_are_not_counted()
    {
        foreach (var (path, status) in new[] { ("/own/page", 200), ("/own/missing", 404), ("/own/fault", 500), ("/own/page", 200), ("/own/page", 200) })
        {
            using var answer = await _client.GetAsync(path, Token);

            ((int)answer.StatusCode).ShouldBe(status, path);
            (await answer.Content.ReadAsStringAsync(Token)).ShouldBe(status == 200 ? "<p>" : "", path);
            answer.Headers.Contains("Content-Security-Policy").ShouldBeFalse(path);
        }
    }

    [Fact]
    public async Task The_servers_routes_have_errors_headers_and_limits()
    {
        using var first = await _client.GetAsync("/tasks/none?A2A-Version=1.0", Token);
        using var second = await _client.GetAsync("/tasks/none?A2A-Version=1.0", Token);
        using var nowhere = await _client.GetAsync("/no/such/address", Token);

        first.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        first.Headers.Contains("Content-Security-Policy").ShouldBeTrue();
        ((string?)(await first.Content.ReadFromJsonAsync<JsonNode>(Token))?["error"]?["status"]).ShouldBe("NOT_FOUND");
        new[] { first.StatusCode, second.StatusCode, nowhere.StatusCode }.ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public void A_server_without_a_store_does_not_start_and_names_the_remedy()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.AddA2AServer().AddAgent<MuteAgent>();
        using var app = (IHost)builder.Build();

        Should.Throw<InvalidOperationException>(() => app.Start()).Message.ShouldContain("UseRedis");
    }
}
