using System.Text.Json.Nodes;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Encryption;

/// <summary>What can be done with a push config that nobody can decrypt any more.</summary>
public sealed class LostKeyTests
{
    [Fact]
    public async Task A_push_config_whose_key_is_lost_can_be_deleted()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var storage = await Storage.OpenAsync(redis);
        await using var api = ApiReplica.Start(redis);
        var sent = await CallAsync(api, "message/send", """
            {"message":{"role":"user","messageId":"m","parts":[{"kind":"text","text":"x"}]},
             "configuration":{"blocking":false,"pushNotificationConfig":{"id":"lost","url":"https://93.184.216.34/"}}}
            """);
        var task = (string)sent["result"]!["id"]!;
        TaskId.TryParse(task, out var id).ShouldBeTrue();
        await storage.Database.HashSetAsync(RedisKeys.Push(id), "config:lost", "v1:aaaaaaaaaaaa:AAAA");

        var deleted = await CallAsync(api, "tasks/pushNotificationConfig/delete", $$"""{"id":"{{task}}","pushNotificationConfigId":"lost"}""");

        deleted["error"].ShouldBeNull();
        (await storage.Database.HashExistsAsync(RedisKeys.Push(id), "config:lost")).ShouldBeFalse();
    }

    private static async Task<JsonNode> CallAsync(ApiReplica api, string method, string parameters)
    {
        using var response = await api.SendAsync(HttpMethod.Post, "/", $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
