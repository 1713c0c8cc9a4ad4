using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace A2A.Server.Tests.Push;

/// <summary>The storage and the push of one replica, wired as in the product; retries come quickly, loopback over IPv4 is allowed.</summary>
internal sealed class PushReplica : IAsyncDisposable
{
    private readonly IHost _host;

    private PushReplica(IHost host) => _host = host;

    public IDoorbell Doorbell => _host.Services.GetRequiredService<IDoorbell>();

    public RedisScripts Scripts => _host.Services.GetRequiredService<RedisScripts>();

    public ITaskStore Tasks => _host.Services.GetRequiredService<ITaskStore>();

    public IDeliveryRecords Records => _host.Services.GetRequiredService<IDeliveryRecords>();

    public ICircuitLedger Circuits => _host.Services.GetRequiredService<ICircuitLedger>();

    /// <summary>What this replica knows of circuits.</summary>
    public EndpointCircuits Known => _host.Services.GetRequiredService<EndpointCircuits>();

    public static Task<PushReplica> StartAsync(RedisServer redis, params (string Name, string Value)[] settings) => StartAsync(redis, _ => { }, settings);

    /// <summary>The same, changed once more at the end.</summary>
    public static async Task<PushReplica> StartAsync(RedisServer redis, Action<IHostApplicationBuilder> change, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["Encryption:Key"] = Tests.Redis.Storage.EncryptionKey,
            ["Push:AllowHttp"] = "true",
            ["Push:AllowedNetworks:test"] = "127.0.0.0/8",
            ["Push:FirstDelay"] = "00:00:00.020",
            ["Push:LongestDelay"] = "00:00:00.200",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Push:{setting.Name}", (string?)setting.Value)));
        new A2AServerBuilder(builder).UseRedis();
        builder.Services.AddPush();
        builder.Services.Configure<TaskOptions>(options => options.Sweep = TimeSpan.FromMilliseconds(50));
        change(builder);
        var replica = new PushReplica(builder.Build());
        await replica._host.StartAsync();
        return replica;
    }

    /// <summary>Creates a task under a lease, as a replica does that runs it itself.</summary>
    public async Task<TaskRun> TakenAsync(NewTask task)
    {
        var created = await Tasks.CreateAsync(task with { Lease = Tests.Redis.Storage.LeaseOn(task.Id) }, TestContext.Current.CancellationToken);
        return created.ShouldBeOfType<CreateOutcome.Created>().Run.ShouldNotBeNull();
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
