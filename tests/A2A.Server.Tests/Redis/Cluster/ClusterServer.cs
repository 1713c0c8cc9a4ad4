using A2A.Server.Tests.Http.Requests;
using Microsoft.AspNetCore.Hosting;

namespace A2A.Server.Tests.Redis.Cluster;

/// <summary>An agent API on a Redis Cluster of its own.</summary>
public sealed class ClusterServer : UnhurriedServer
{
    private RedisCluster _cluster = null!; // set by InitializeAsync

    public override async ValueTask InitializeAsync()
    {
        _cluster = await RedisCluster.StartNewAsync();
        try
        {
            await base.InitializeAsync();
        }
        catch
        {
            await _cluster.DisposeAsync(); // xunit does not dispose of a fixture whose start failed
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _cluster.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("ConnectionStrings:redis", _cluster.ConnectionString);
    }
}

public sealed class HttpFilesOnClusterTests(ClusterServer api) : HttpFileContract(api), IClassFixture<ClusterServer>;
