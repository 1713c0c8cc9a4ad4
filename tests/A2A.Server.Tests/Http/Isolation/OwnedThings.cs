using System.Net.Http.Json;
using System.Text.Json.Nodes;
using A2A.Server.Tests.Grpc;
using A2A.Server.Tests.Http.Callers;

namespace A2A.Server.Tests.Http.Isolation;

/// <summary>What can be named in a request.</summary>
internal sealed record Names(string Task, string Context, string Config, string Letter);

/// <summary>A server where Alice has a task at work, a push config on it, and a dead letter; besides her there are Bob, by key, and another Alice, by token.</summary>
public sealed class OwnedThings : IAsyncLifetime
{
    internal const string Alice = KeyedApi.Alice;

    private static readonly Dictionary<string, string> More = new()
    {
        ["Agents:Default"] = "gated",
        ["Push:AllowHttp"] = "true",
        ["Push:AllowedNetworks:loopback"] = "127.0.0.0/8",
        ["Push:MaxAttempts"] = "1",
        ["Callers:ApiKeys:alice"] = KeyedApi.Alice,
        ["Callers:ApiKeys:bob"] = KeyedApi.Bob,
        ["Callers:Operators:olga"] = KeyedApi.Operator,
    };

    private readonly GatedAgent _gated = new();

    internal RedisServer Redis { get; private set; } = null!; // set by InitializeAsync

    internal IdentityProvider Provider { get; private set; } = null!; // set by InitializeAsync

    internal ApiReplica Api { get; private set; } = null!; // set by InitializeAsync

    internal GrpcCaller Grpc { get; } = new();

    /// <summary>Alice's.</summary>
    internal Names Hers { get; private set; } = null!; // set by InitializeAsync

    /// <summary>Names of the same form that nothing has.</summary>
    internal Names Nobodys { get; private set; } = null!; // set by InitializeAsync

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        Provider = await IdentityProvider.StartAsync();
        Api = ApiReplica.Start(Redis, new(TokenApi.Settings(Provider).Concat(More).Concat(Grpc.Settings)), _gated);
        var sent = (await CallAsync(
            "message/send",
            ApiServer.Say("hold", "\"configuration\":{\"blocking\":false,\"pushNotificationConfig\":{\"id\":\"hers\",\"url\":\"http://127.0.0.1:2/hook\"}}")))["result"].ShouldNotBeNull();
        var (task, context) = ((string)sent["id"]!, (string)sent["contextId"]!); // a task has both
        var letter = "";
        await Eventually.TrueAsync(
            async () => (letter = (string?)(await JsonAsync("/ops/dead-letters"))?["deadLetters"]?.AsArray().FirstOrDefault()?["id"] ?? "").Length > 0, "a dead letter");
        Hers = new(task, context, "hers", letter);
        Nobodys = new($"{task[..9]}{(task[9] == '0' ? '1' : '0')}{task[10..]}", $"x{context[1..]}", "none", $"{letter[..3]}1{letter[4..]}");
    }

    public async ValueTask DisposeAsync()
    {
        _gated.Open();
        Grpc.Dispose();
        await Api.DisposeAsync();
        await Provider.DisposeAsync();
        await Redis.DisposeAsync();
    }

    /// <summary>Everything of Alice's that a request could change, as she and the operator see it.</summary>
    internal async Task<string> SeenByAliceAsync()
    {
        var task = await JsonAsync($"/v1/tasks/{Hers.Task}");
        var configs = await JsonAsync($"/v1/tasks/{Hers.Task}/pushNotificationConfigs");
        var letters = await JsonAsync("/ops/dead-letters");
        // How many there are may still grow by itself; the one that requests name must stay as it is.
        var letter = letters?["deadLetters"]?.AsArray().FirstOrDefault(item => (string?)item?["id"] == Hers.Letter);
        return $"{task?["status"]?["state"]} {task?["history"]?.AsArray().Count} {configs?.ToJsonString()} {letter?.ToJsonString()}";
    }

    internal async Task<JsonNode?> JsonAsync(string path)
    {
        using var response = await Api.GetAsync(path, ("X-API-Key", Alice));
        return await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
    }

    private async Task<JsonNode> CallAsync(string method, string parameters)
    {
        using var response = await Api.SendAsync(HttpMethod.Post, "/", ApiServer.Request(method, parameters), ("X-API-Key", Alice));
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
