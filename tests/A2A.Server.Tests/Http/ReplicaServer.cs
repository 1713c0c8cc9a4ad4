using A2A.Server.Agents;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Http;

/// <summary>One of several replicas of the agent API, on Kestrel and a free port, that share a Redis.</summary>
internal sealed class ReplicaServer : WebApplicationFactory<Program>
{
    private readonly RedisServer _redis;

    private ReplicaServer(RedisServer redis) => _redis = redis;

    public SteppedAgent Agent { get; } = new();

    public HttpClient Client { get; private set; } = null!; // set by Start

    public static ReplicaServer Start(RedisServer redis)
    {
        var replica = new ReplicaServer(redis);
        replica.UseKestrel();
        replica.StartServer();
        replica.Client = replica.CreateClient();
        replica.Client.Timeout = Eventually.Patience;
        return replica;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:redis", _redis.ConnectionString);
        builder.UseSetting("Encryption:Key", Tests.Redis.Storage.EncryptionKey);
        builder.ConfigureTestServices(services => services.AddSingleton<IAgent>(Agent));
    }
}
