using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace A2A.Server.Tests.Http;

/// <summary>An application that has an A2A server beside routes of its own.</summary>
public sealed class OwnRoutesTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private readonly List<WebApplication> _apps = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client.BaseAddress = await StartAsync(builder =>
    {
        builder.Configuration["Limits:RequestsPerSecond"] = "1";
        builder.Configuration["Limits:Burst"] = "1";
    });

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }
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
    public async Task Keys_of_callers_are_for_the_servers_routes_and_a_fallback_policy_is_the_applications()
    {
        var keyed = await StartAsync(builder => builder.Configuration["Callers:ApiKeys:alice"] = KeyedApi.Alice);
        var closed = await StartAsync(builder => builder.Services.AddAuthorization(
            options => options.FallbackPolicy = new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build()));

        (await StatusAsync(keyed, "/own/page")).ShouldBe(200);
        (await StatusAsync(keyed, "/tasks/none")).ShouldBe(401);
        (await StatusAsync(keyed, "/no/such/address")).ShouldBe(401);
        (await StatusAsync(closed, "/own/page")).ShouldBe(401, "the application's policy");

        async Task<int> StatusAsync(Uri app, string path)
        {
            using var answer = await _client.GetAsync(new Uri(app, path), Token);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task Its_own_routes_keep_their_doubled_slashes_and_their_policy_for_other_origins()
    {
        var app = await StartAsync(builder =>
        {
            builder.Configuration["Http:AllowedOrigins:every"] = "*";
            builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins("https://own.example")));
        });

        using var page = await AskAsync("/own/page", "https://app.example");
        using var files = await AskAsync("/own/files//a//b", "https://own.example");
        using var tasks = await AskAsync("/tasks/none", "https://app.example");

        (await files.Content.ReadAsStringAsync(Token)).ShouldBe("/a//b");
        page.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        files.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse("the application does not call UseCors");
        tasks.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);

        Task<HttpResponseMessage> AskAsync(string path, string origin)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{app.GetLeftPart(UriPartial.Authority)}{path}"));
            request.Headers.Add("Origin", origin);
            return _client.SendAsync(request, Token);
        }
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

    private async Task<Uri> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Configuration["ConnectionStrings:tasks"] = redis.Server.ConnectionString;
        builder.Configuration["Encryption:Key"] = Storage.EncryptionKey;
        configure(builder);
        builder.AddA2AServer().AddAgent<MuteAgent>().UseRedis("tasks");
        var app = builder.Build();
        _apps.Add(app);
        app.MapA2A();
        app.MapA2AOperations();
        app.MapGet("/own/page", () => Microsoft.AspNetCore.Http.Results.Content("<p>", "text/html"));
        app.MapGet("/own/files/{**path}", (string path) => path);
        app.MapGet("/own/missing", () => Microsoft.AspNetCore.Http.Results.NotFound());
        app.MapGet("/own/fault", (Func<string>)(() => throw new InvalidOperationException("a fault of the application")));
        await app.StartAsync(Token);
        return new Uri(app.Urls.Single());
    }
}
