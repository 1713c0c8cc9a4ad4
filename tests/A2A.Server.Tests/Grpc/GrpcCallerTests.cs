using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using A2A.Protocol.Client;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;
using Grpc.Core;
using Grpc.Net.Client;
using Lf.A2a.V1;
using Task = System.Threading.Tasks.Task;

namespace A2A.Server.Tests.Grpc;

/// <summary>Who may call over gRPC, how much, and where. What is one caller's is in the tests of isolation.</summary>
public sealed class GrpcCallerTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
    [InlineData("Agents:PublicUrl", "https://agents.example.com/", null)] // TLS of a proxy, which may pass on HTTP/1.1 alone
    [InlineData("Agents:PublicUrl", "http://agents.example.com/", null)]
    [InlineData("Agents:PublicUrl", "https://agents.example.com/", null, true)]
    public async Task A_card_names_the_address_that_is_set(string name, string value, string? address, bool hasPort = false)
    {
        using var caller = new GrpcCaller();
        await using var api = ApiReplica.Start(redis.Server, new(hasPort ? caller.Settings : new Dictionary<string, string>()) { [name] = value });

        (await AddressInCardAsync(api.Client)).ShouldBe(address);
    }

    [Fact]
    public async Task A_card_that_comes_over_gRPC_names_the_other_bindings_where_they_are()
    {
        using var caller = new GrpcCaller();
        await using var api = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Callers:ApiKeys:alice"] = KeyedApi.Alice });

        var told = await caller.TellAsync("GetExtendedAgentCard", "{}", "enterprise", [new("x-api-key", KeyedApi.Alice)]);

        var there = $"{api.Client.BaseAddress}agents/enterprise";
        told.Result["supportedInterfaces"]?.AsArray().Select(place => (string?)place?["url"])
            .ShouldBe([there, there, there, there, $"127.0.0.1:{caller.Port}"]);
    }

    [Fact]
    public async Task With_TLS_one_port_serves_every_binding_and_the_card_names_it()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "secret"), Token);
            await using var api = ApiReplica.Start(redis.Server, new()
            {
                ["urls"] = "https://127.0.0.1:0",
                ["Kestrel:Certificates:Default:Path"] = file,
                ["Kestrel:Certificates:Default:Password"] = "secret",
            });
            using var client = new HttpClient(Trusting(certificate)) { BaseAddress = api.Client.BaseAddress };

            var address = (await AddressInCardAsync(client)).ShouldNotBeNull();
            var own = await A2AClient.ConnectAsync(client, null, new A2AClientOptions { Binding = ProtocolBinding.Grpc }.UseGrpc(), Token);
            using var channel = GrpcChannel.ForAddress($"https://{address}", new() { HttpHandler = Trusting(certificate), DisposeHttpClient = true });

            address.ShouldBe($"127.0.0.1:{api.Client.BaseAddress?.Port}");
            (await new A2AService.A2AServiceClient(channel).ListTasksAsync(new() { PageSize = 7 }, cancellationToken: Token)).PageSize.ShouldBe(7);
            (await own.ListTasksAsync(new() { PageSize = 8 }, Token)).PageSize.ShouldBe(8);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static SocketsHttpHandler Trusting(X509Certificate2 certificate) => new()
    {
        SslOptions = new() { RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == certificate.GetCertHashString() },
    };

    private static async Task<string?> AddressInCardAsync(HttpClient client)
    {
        var card = JsonNode.Parse(await client.GetStringAsync("/.well-known/agent-card.json", Token));
        var grpc = card?["supportedInterfaces"]?.AsArray().SingleOrDefault(place => (string?)place?["protocolBinding"] == "GRPC");
        return (string?)grpc?["url"];
    }
}
