using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Server.Redis;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Encryption;

/// <summary>Whole replicas that share a Redis of the test's own.</summary>
public sealed class ReplicasTests : IAsyncLifetime
{
    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Replicas_that_start_at_once_on_an_empty_store_read_the_configs_that_each_other_keeps()
    {
        var replicas = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => ApiReplica.Start(_redis))));
        try
        {
            var tasks = await Task.WhenAll(replicas.Select(replica => SubmitAsync(replica, "the-token")));

            (await TokenOfAsync(replicas[0], tasks[1])).ShouldBe("the-token");
            (await TokenOfAsync(replicas[1], tasks[0])).ShouldBe("the-token");
        }
        finally
        {
            await Task.WhenAll(replicas.Select(replica => replica.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task What_is_kept_after_the_store_was_emptied_is_read_after_a_restart_and_the_same_keys_sign()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        string task, keys;
        await using (var replica = ApiReplica.Start(_redis))
        {
            keys = await replica.Client.GetStringAsync("/.well-known/jwks.json", Token);
            await storage.Database.ExecuteAsync("FLUSHALL");
            task = await SubmitAsync(replica, "the-token");
            await Eventually.TrueAsync(() => storage.Database.KeyExistsAsync(RedisKeys.SigningKeys), "the keys are back");
        }

        await using var later = ApiReplica.Start(_redis);

        (await TokenOfAsync(later, task)).ShouldBe("the-token");
        (await later.Client.GetStringAsync("/.well-known/jwks.json", Token)).ShouldBe(keys);
    }

    private static async Task<string> SubmitAsync(ApiReplica replica, string token)
    {
        var answer = await CallAsync(replica, "message/send", $$"""
            {"message":{"role":"user","messageId":"{{Guid.NewGuid()}}","parts":[{"kind":"text","text":"be quick"}]},
             "configuration":{"blocking":false,"pushNotificationConfig":{"url":"http://127.0.0.1:2/","token":"{{token}}"} } }
            """);
        return ((string?)answer["result"]?["id"]).ShouldNotBeNull(answer.ToJsonString());
    }

    private static async Task<string?> TokenOfAsync(ApiReplica replica, string task)
    {
        var answer = await CallAsync(replica, "tasks/pushNotificationConfig/get", $$"""{"id":"{{task}}"}""");
        return (string?)answer["result"]?["pushNotificationConfig"]?["token"];
    }

    private static async Task<JsonNode> CallAsync(ApiReplica replica, string method, string parameters)
    {
        using var answer = await replica.SendAsync(HttpMethod.Post, "/", ApiServer.Request(method, parameters));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Token)).ShouldNotBeNull();
    }
}
