using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Grpc;

/// <summary>Who may call over gRPC, how much, and where. What is one caller's is in the tests of isolation.</summary>
public sealed class GrpcCallerTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_call_without_a_key_that_is_known_is_unauthenticated_and_one_with_a_key_is_let_in()
    {
        using var caller = new GrpcCaller();
        await using var api = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Callers:ApiKeys:alice"] = KeyedApi.Alice });

        foreach (Metadata none in (Metadata[])[[], [new("x-api-key", "the-key-of-nobody-123456")], [new("authorization", "Bearer nonsense")]])
        {
            foreach (var method in (string[])["ListTasks", "SubscribeToTask"])
            {
                var told = await caller.TellAsync(method, "{}", metadata: none);
                ((string?)told.Error?["status"], (string?)told.Details[0]?["reason"]).ShouldBe(("UNAUTHENTICATED", "UNAUTHENTICATED"));
                told.Message.ShouldContain("card");
            }
        }

        (await caller.TellAsync("ListTasks", "{}", metadata: [new("x-api-key", KeyedApi.Alice)])).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_caller_that_asks_too_much_is_told_when_to_try_again()
    {
        using var caller = new GrpcCaller();
        await using var api = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Limits:RequestsPerSecond"] = "1", ["Limits:Burst"] = "3" });

        Told told;
        do
        {
            told = await caller.TellAsync("GetTask", """{"id":"none"}""");
        }
        while (told.Status == 404);

        ((string?)told.Error?["status"], (string?)told.Details[0]?["reason"]).ShouldBe(("RESOURCE_EXHAUSTED", "TOO_MANY_REQUESTS"));
        ((string?)told.Details[1]?["@type"]).ShouldBe($"type.googleapis.com/{RetryInfo.Descriptor.FullName}");
    }

    [Theory]
    [InlineData("Grpc:Port", "1", "http://127.0.0.1:0", "Grpc:Port is 1, but the server listens at http://127.0.0.1:")]
    [InlineData("Grpc:Port", "70000", null, "Grpc:Port must be a port from 1 to 65535.")]
    [InlineData("Grpc:PublicAddress", "https://agents.example.com", null, "Grpc:PublicAddress must be a host and a port without a scheme")]
    [InlineData("Grpc:Adress", "x", null, "Adress")]
    public void A_setting_that_makes_no_sense_stops_the_start(string name, string value, string? urls, string problem)
    {
        var settings = new Dictionary<string, string> { [name] = value };
        if (urls is not null)
        {
            settings["urls"] = urls;
        }

        Should.Throw<Exception>(() => ApiReplica.Start(redis.Server, settings)).ToString().ShouldContain(problem);
    }

    [Theory]
    [InlineData("Grpc:PublicAddress", "agents.example.com:443", "agents.example.com:443")]
    [InlineData("Agents:PublicUrl", "https://agents.example.com/", "agents.example.com:443")]
    [InlineData("Agents:PublicUrl", "http://agents.example.com/", null)]
    public async Task A_card_names_the_address_that_is_set_or_known_by_TLS(string name, string value, string? address)
    {
        await using var api = ApiReplica.Start(redis.Server, new() { [name] = value });

        var card = System.Text.Json.Nodes.JsonNode.Parse(await api.Client.GetStringAsync("/.well-known/agent-card.json", TestContext.Current.CancellationToken));

        var grpc = card?["supportedInterfaces"]?.AsArray().SingleOrDefault(place => (string?)place?["protocolBinding"] == "GRPC");
        ((string?)grpc?["url"]).ShouldBe(address);
    }
}
