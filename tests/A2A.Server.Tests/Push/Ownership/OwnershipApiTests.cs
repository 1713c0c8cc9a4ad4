using System.Text.Json.Nodes;
using A2A.Server.Tests.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace A2A.Server.Tests.Push.Ownership;

/// <summary>Configs are kept only where the owner of their address wants them, by whichever way they come.</summary>
public sealed class OwnershipApiTests : IAsyncLifetime
{
    private const string V1 = "1.0";
    private const string V03 = "0.3";

    private RedisServer _redis = null!; // set by InitializeAsync
    private Endpoint _endpoint = null!; // set by InitializeAsync
    private ApiReplica _api = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _endpoint = await Endpoint.StartAsync((received, http) =>
            received.Path.Contains("/yes/", StringComparison.Ordinal) ? http.Response.WriteAsync($$"""{"challenge":"{{http.Request.Query["challenge"]}}"}""")
            : Task.CompletedTask);
        _api = ApiReplica.Start(_redis, new() { ["Push:Challenge"] = "Echo", ["Push:ChallengeMemory"] = "00:10:00" });
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _endpoint.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(V1, "configuration.taskPushNotificationConfig.url")]
    [InlineData(V03, "pushNotificationConfig.url")]
    public async Task A_message_whose_webhook_is_not_confirmed_makes_no_task(string version, string field)
    {
        var answer = await SendAsync(version, $"{_endpoint.Url}/no");

        Message(answer).ShouldStartWith($"{field} is not confirmed by its owner, who ");
        ((int?)answer["error"]?["code"]).ShouldBe(-32602);
        (await KeysAsync("a2a:v1:*:task:*")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(V1, "url")]
    [InlineData(V03, "pushNotificationConfig.url")]
    public async Task A_later_webhook_that_is_not_confirmed_is_not_kept(string version, string field)
    {
        var task = await TaskAsync();

        var answer = await SetAsync(version, task, $"{_endpoint.Url}/no");

        Message(answer).ShouldStartWith($"{field} is not confirmed by its owner, who ");
        (await KeysAsync("a2a:v1:*:push:*")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V03)]
    public async Task A_webhook_that_is_confirmed_is_kept_and_the_yes_is_remembered_for_all_replicas(string version)
    {
        (await SendAsync(version, $"{_endpoint.Url}/yes"))["error"].ShouldBeNull();
        await using var other = ApiReplica.Start(_redis, new() { ["Push:Challenge"] = "Echo" });

        (await CallAsync(other, version, version == V1 ? "SendMessage" : "message/send", Parameters(version, $"{_endpoint.Url}/yes/more")))["error"].ShouldBeNull();
        (await SetAsync(version, await TaskAsync(), $"{_endpoint.Url}/yes"))["error"].ShouldBeNull();

        _endpoint.All.Count(received => received.Path.Contains("/validate", StringComparison.Ordinal)).ShouldBe(1);
        var key = (await KeysAsync("a2a:v1:ownership:*")).ShouldHaveSingleItem();
        var left = await Database.KeyTimeToLiveAsync(key);
        left.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_task_that_is_not_the_callers_makes_nobody_ask()
    {
        var answer = await SetAsync(V03, Guid.CreateVersion7().ToString(), $"{_endpoint.Url}/yes");

        ((int?)answer["error"]?["code"]).ShouldBe(-32001);
        _endpoint.All.ShouldBeEmpty();
    }

    private IDatabase Database => _api.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    private static string Message(JsonNode answer) => ((string?)answer["error"]?["message"]).ShouldNotBeNull(answer.ToJsonString());

    private async Task<RedisKey[]> KeysAsync(string pattern) => (RedisKey[]?)await Database.ExecuteAsync("KEYS", pattern) ?? [];

    private async Task<string> TaskAsync()
    {
        var answer = await CallAsync(_api, V03, "message/send", Parameters(V03, url: null));
        return ((string?)answer["result"]?["id"]).ShouldNotBeNull(answer.ToJsonString());
    }

    private Task<JsonNode> SendAsync(string version, string url) => CallAsync(_api, version, version == V1 ? "SendMessage" : "message/send", Parameters(version, url));

    private Task<JsonNode> SetAsync(string version, string task, string url) => version == V1
        ? CallAsync(_api, version, "CreateTaskPushNotificationConfig", new() { ["taskId"] = task, ["url"] = url })
        : CallAsync(_api, version, "tasks/pushNotificationConfig/set", new() { ["taskId"] = task, ["pushNotificationConfig"] = new JsonObject { ["url"] = url } });

    private static JsonObject Parameters(string version, string? url)
    {
        var part = new JsonObject { ["text"] = "be quick" };
        var configuration = new JsonObject();
        var isV1 = version == V1;
        configuration[isV1 ? "returnImmediately" : "blocking"] = isV1;
        if (!isV1)
        {
            part["kind"] = "text";
        }

        if (url is not null)
        {
            configuration[isV1 ? "taskPushNotificationConfig" : "pushNotificationConfig"] = new JsonObject { ["url"] = url };
        }

        var message = new JsonObject { ["role"] = isV1 ? "ROLE_USER" : "user", ["messageId"] = Guid.NewGuid().ToString(), ["parts"] = new JsonArray(part) };
        return new() { ["message"] = message, ["configuration"] = configuration };
    }

    private static async Task<JsonNode> CallAsync(ApiReplica api, string version, string method, JsonObject parameters)
    {
        using var response = await api.SendAsync(HttpMethod.Post, "/", ApiServer.Request(method, parameters.ToJsonString()), ("A2A-Version", version));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token)).ShouldNotBeNull();
    }
}
