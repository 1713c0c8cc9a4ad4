using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Operations;

/// <summary>Two replicas in production, behind a proxy on this machine, with an operator and a caller.</summary>
public sealed class PageServers : IAsyncLifetime
{
    internal RedisServer Redis { get; private set; } = null!; // set by InitializeAsync

    internal ApiReplica First { get; private set; } = null!; // set by InitializeAsync

    internal ApiReplica Second { get; private set; } = null!; // set by InitializeAsync

    /// <summary>The time of the second one.</summary>
    internal LaterTime Time { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        First = Start(Redis);
        Second = Start(Redis, services: services => services.AddSingleton<TimeProvider>(Time));
    }

    internal static ApiReplica Start(
        RedisServer redis, Dictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        Dictionary<string, string> all = new()
        {
            ["environment"] = "Production",
            ["Callers:ApiKeys:alice"] = KeyedApi.Alice,
            ["Callers:Operators:olga"] = KeyedApi.Operator,
            ["Http:KnownProxies:local"] = "127.0.0.1",
            ["Operations:DashboardUrl"] = "https://dashboard.example.com/aspire/",
        };
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value;
        }

        return ApiReplica.Start(redis, all, services: services);
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
