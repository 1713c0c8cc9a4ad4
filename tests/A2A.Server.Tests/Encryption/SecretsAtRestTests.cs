using System.Text.Json.Nodes;
using A2A.Server.Push.Keys;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Push;
using A2A.Server.Tests.Redis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Encryption;

/// <summary>What whoever reads Redis can find out.</summary>
public sealed class SecretsAtRestTests : IAsyncLifetime
{
    private static readonly string[] Sets = ["CreateTaskPushNotificationConfig", "tasks/pushNotificationConfig/set"];

    private readonly QuickApi _api = new();
    private readonly Secrets _secrets = new();
    private Endpoint _good = null!; // set by InitializeAsync
    private Endpoint _failing = null!; // set by InitializeAsync
    private Endpoint _refusing = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _api.InitializeAsync();
        (_good, _failing, _refusing) = (await Endpoint.StartAsync(200), await Endpoint.StartAsync(503), await Endpoint.StartAsync(403));
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _good.DisposeAsync();
        await _failing.DisposeAsync();
        await _refusing.DisposeAsync();
    }

    [Fact]
    public async Task Redis_holds_no_secret_in_clear()
    {
        List<string> tasks = [];
        foreach (var endpoint in new[] { _good, _failing, _refusing })
        {
            tasks.AddRange(await RegisterAsync(endpoint));
        }

        await _good.UntilAsync(tasks.Count);
        foreach (var task in tasks.Skip(2))
        {
            await Eventually.TrueAsync(() => IsBuriedAsync(task), "a delivery was buried");
        }

        await AddKeysAsync();

        var dump = await RedisDump.ReadAsync(_api.Database);
        tasks.ShouldAllBe(task => dump.Contains(task));
        dump.ShouldContain("config:later-0");
        _secrets.FindIn(dump).ShouldBeEmpty();
    }

    // Inline in both versions, with a further message of a task, and later in both versions.
    private async Task<List<string>> RegisterAsync(Endpoint endpoint)
    {
        var first = IdOf(await SendAsync("SendMessage", "be quick", "taskPushNotificationConfig", NewConfig(endpoint, isV1: true)));
        var second = IdOf(await SendAsync("message/send", "ask", "pushNotificationConfig", NewConfig(endpoint, isV1: false)));
        await Eventually.TrueAsync(async () => (await _api.CallAsync("tasks/get", $$"""{"id":"{{second}}"}""", "/agents/gated")).ToJsonString().Contains("input-required"));
        await SendAsync("message/send", "answer it", "pushNotificationConfig", NewConfig(endpoint, isV1: false), second);
        foreach (var (set, place) in Sets.Select((set, place) => (set, place)))
        {
            var config = NewConfig(endpoint, isV1: place == 0);
            config["id"] = $"later-{place}";
            JsonObject parameters = place == 0 ? config : new() { ["pushNotificationConfig"] = config };
            parameters["taskId"] = first;
            var answer = await _api.CallAsync(set, parameters.ToJsonString(), "/agents/gated");
            answer["error"].ShouldBeNull();
        }

        return [first, second];
    }

    private async Task<JsonNode> SendAsync(string method, string text, string member, JsonObject config, string? task = null)
    {
        var isV1 = method == "SendMessage";
        JsonObject message = new()
        {
            ["role"] = isV1 ? "ROLE_USER" : "user",
            ["messageId"] = Guid.NewGuid().ToString(),
            ["parts"] = new JsonArray(isV1 ? new JsonObject { ["text"] = text } : new JsonObject { ["kind"] = "text", ["text"] = text }),
        };
        if (task is not null)
        {
            message["taskId"] = task;
        }

        JsonObject parameters = new() { ["message"] = message, ["configuration"] = new JsonObject { [member] = config, [isV1 ? "returnImmediately" : "blocking"] = isV1 } };
        var answer = await _api.CallAsync(method, parameters.ToJsonString(), "/agents/gated");
        answer["error"].ShouldBeNull();
        return answer;
    }

    private JsonObject NewConfig(Endpoint endpoint, bool isV1) => new()
    {
        ["url"] = $"{endpoint.Url}?key={_secrets.NewPlain("query")}",
        ["token"] = _secrets.New("token"),
        ["secret"] = _secrets.New("secret"),
        ["authentication"] = isV1
            ? new JsonObject { ["scheme"] = "Bearer", ["credentials"] = _secrets.New("credentials") }
            : new JsonObject { ["schemes"] = new JsonArray("Bearer"), ["credentials"] = _secrets.New("credentials") },
    };

    // The keys that sign, also the next one, and the one that encrypts.
    private async Task AddKeysAsync()
    {
        var keys = _api.Services.GetRequiredService<SigningKeys>();
        foreach (var key in new[] { await keys.CurrentAsync(Token), await keys.RotateAsync(Token) })
        {
            using var opened = key.Open();
            _secrets.Add("signing key", key.Pkcs8);
            _secrets.Add("signing key's number", opened.ExportParameters(includePrivateParameters: true).D.ShouldNotBeNull());
        }

        _secrets.Add("Encryption:Key", System.Text.Encoding.UTF8.GetBytes(Storage.EncryptionKey));
    }

    private async Task<bool> IsBuriedAsync(string task)
    {
        TaskId.TryParse(task, out var id).ShouldBeTrue();
        return (await PushSamples.DeadOfAsync(_api.Services.GetRequiredService<RedisScripts>(), id)).Count > 0;
    }

    private static string IdOf(JsonNode answer) => ((string?)(answer["result"]?["task"] ?? answer["result"])?["id"]).ShouldNotBeNull(answer.ToJsonString());

    /// <summary>Tries again at once, and gives up after two attempts.</summary>
    private sealed class QuickApi : ApiServer
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Agents:PublicUrl", "https://agents.example");
            builder.UseSetting("Push:FirstDelay", "00:00:00.010");
            builder.UseSetting("Push:LongestDelay", "00:00:00.020");
            builder.UseSetting("Push:MaxAttempts", "2");
        }
    }
}
