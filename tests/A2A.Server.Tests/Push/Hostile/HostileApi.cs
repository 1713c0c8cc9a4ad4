using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Push.Hostile;

/// <summary>The whole agent API with a resolver of the test's own. Of all networks that are not public it may reach one address: the bait's.</summary>
internal sealed class HostileApi(RedisServer redis, string allowed) : WebApplicationFactory<Program>
{
    private readonly ConcurrentDictionary<string, Queue<IPAddress[]>> _names = new(StringComparer.OrdinalIgnoreCase);
    private HttpClient? _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static HostileApi Start(RedisServer redis, string allowed = $"{Canary.Bait}/32")
    {
        var api = new HostileApi(redis, allowed);
        api.UseKestrel();
        api.StartServer();
        api._client = api.CreateClient();
        api._client.Timeout = Eventually.Patience;
        return api;
    }

    /// <summary>The name has these addresses, by turns; the last ones stay.</summary>
    public void Name(string host, string answers) => _names[Ascii(host)] =
        new(answers.Split('|').Select(turn => turn.Split(',').Select(IPAddress.Parse).ToArray()));

    /// <summary>Sends a message with a webhook.</summary>
    public Task<JsonNode> SendAsync(string url)
    {
        var config = new JsonObject { ["blocking"] = false, ["pushNotificationConfig"] = new JsonObject { ["url"] = url } };
        return CallAsync("message/send", ApiServer.Say("be quick", $"\"configuration\":{config.ToJsonString()}"));
    }

    /// <summary>Adds a webhook to a task.</summary>
    public Task<JsonNode> SetAsync(string task, string url) =>
        CallAsync("CreateTaskPushNotificationConfig", new JsonObject { ["taskId"] = task, ["url"] = url }.ToJsonString());

    public Task<JsonNode> CallAsync(string method, string parameters) => PostAsync(method, parameters, char.IsUpper(method[0]) ? "1.0" : "0.3");

    /// <summary>Why the task's first webhook that was given up was given up.</summary>
    public async Task<string> ReasonAsync(string task)
    {
        TaskId.TryParse(task, out var id).ShouldBeTrue();
        var scripts = Services.GetRequiredService<RedisScripts>();
        var dead = await Eventually.NotNullAsync(async () => (await PushSamples.DeadOfAsync(scripts, id)).FirstOrDefault(), "a buried webhook");
        return dead["reason"];
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:redis", redis.ConnectionString);
        builder.UseSetting("Samples:Pace", "0.0001");
        builder.UseSetting("Push:AllowHttp", "true");
        builder.UseSetting("Push:AllowedNetworks:loopback4", allowed);
        builder.UseSetting("Push:AllowedNetworks:loopback6", allowed);
        builder.UseSetting("Push:FirstDelay", "00:00:00.010");
        builder.UseSetting("Push:DelayFactor", "1");
        builder.UseSetting("Tasks:Sweep", "00:00:00.050");
        builder.ConfigureTestServices(services => services.AddSingleton<ResolveHost>((host, _) => Task.FromResult(Look(host))));
    }

    protected override void Dispose(bool disposing)
    {
        _client?.Dispose();
        base.Dispose(disposing);
    }

    private IPAddress[] Look(string host)
    {
        var answers = _names[host];
        lock (answers)
        {
            return answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        }
    }

    private async Task<JsonNode> PostAsync(string method, string parameters, string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(ApiServer.Request(method, parameters), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("A2A-Version", version);
        using var response = await _client!.SendAsync(request, Token); // set by Start
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token)).ShouldNotBeNull();
    }

    private static string Ascii(string host) => new Uri($"http://{host}/").IdnHost;
}
