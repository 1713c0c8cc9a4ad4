using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol.Json;
using A2A.Server.Agents;
using A2A.Server.Tests.Grpc;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace A2A.Server.Tests.Http;

/// <summary>The whole agent API on Kestrel and a free port, with a Redis of its own and one agent more: what the test says.</summary>
public class ApiServer : WebApplicationFactory<Program>, IAsyncLifetime
{
    private ConnectionMultiplexer? _connection;

    internal RedisServer Redis { get; private set; } = null!; // set by InitializeAsync, before any test

    internal GatedAgent Gated { get; } = new();

    internal HttpClient Client { get; private set; } = null!; // set by InitializeAsync

    internal GrpcCaller Grpc { get; } = new();

    /// <summary>The factor on the sample agents' step times.</summary>
    protected virtual string Pace => "0.01";

    // Answers may be deeper than readers of .NET allow by themselves.
    private static readonly JsonSerializerOptions AnyDepth = new(JsonSerializerOptions.Web) { MaxDepth = A2AJson.MaxDepth };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        try
        {
            await StartAsync();
        }
        catch
        {
            await Redis.DisposeAsync(); // xunit does not dispose of a fixture whose start failed
            throw;
        }
    }

    private async Task StartAsync()
    {
        _connection = await ConnectionMultiplexer.ConnectAsync(Redis.AdminConnectionString);
        UseKestrel();
        StartServer();
        Client = CreateClient();
        Client.Timeout = Eventually.Patience;
    }

    public override async ValueTask DisposeAsync()
    {
        Gated.Open();
        Client.Dispose();
        Grpc.Dispose();
        await base.DisposeAsync();
        _connection?.Dispose();
        await Redis.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>How many keys there are.</summary>
    internal async Task<long> KeysAsync() => (long)await Database.ExecuteAsync("DBSIZE");

    internal IDatabase Database => _connection!.GetDatabase(); // set by InitializeAsync

    /// <summary>Calls a method and gives the whole answer.</summary>
    internal async Task<JsonNode> CallAsync(string method, string parameters, string path = "/")
    {
        using var response = await PostAsync(path, Request(method, parameters));
        return (await response.Content.ReadFromJsonAsync<JsonNode>(AnyDepth, Token)).ShouldNotBeNull();
    }

    internal Task<HttpResponseMessage> PostAsync(string path, string body) =>
        Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Token);

    /// <summary>Opens a stream; the caller closes it.</summary>
    internal Task<EventReader> StreamAsync(string method, string parameters, string path = "/", string? lastEventId = null) =>
        EventReader.OpenAsync(Client, path, Request(method, parameters), lastEventId, Token);

    internal static string Request(string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":"r1","method":"{{method}}","params":{{parameters}}}""";

    /// <summary>The parameters of a message with a text.</summary>
    internal static string Say(string text, string? more = null, string? messageId = null) => $$"""
        {"message":{"role":"user","messageId":"{{messageId ?? Guid.NewGuid().ToString()}}","parts":[{"kind":"text","text":"{{text}}"}]}{{(more is null ? "" : $",{more}")}}}
        """;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Not by UseKestrel(0): that changes the addresses while the program may be starting already.
        foreach (var (name, value) in Grpc.Settings)
        {
            builder.UseSetting(name, value);
        }

        builder.UseSetting("ConnectionStrings:redis", Redis.ConnectionString);
        builder.UseSetting("Encryption:Key", Tests.Redis.Storage.EncryptionKey);
        builder.UseSetting("Samples:Pace", Pace);
        builder.UseSetting("Http:Heartbeat", "00:00:00.050");
        builder.UseSetting("Push:AllowHttp", "true");
        builder.UseSetting("Push:AllowedNetworks:loopback", "127.0.0.0/8");
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<IAgent>(Gated);
            services.AddSingleton<IAgent, MuteAgent>();
            services.AddSingleton<IAgent, PickyAgent>();
        });
    }
}
