using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.AppHost;

/// <summary>The resource <c>redis</c>: the user's own server, else a container, else a process of this machine.</summary>
internal static class RedisResources
{
    private const string Name = "redis";

    /// <summary>Another folder means other tasks: every test run has one of its own.</summary>
    private const string DataFolder = "Redis:DataFolder";

    /// <summary>An acknowledged task must survive a power cut: every write is synced before it is answered, none is evicted.</summary>
    private static readonly string[] Durable = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"];

    /// <exception cref="StartException">There is no Redis to be had; the message names the ways to get one.</exception>
    public static async Task<IResourceBuilder<IResourceWithConnectionString>> AddRedisAsync(
        this IDistributedApplicationBuilder builder, CancellationToken cancellationToken)
    {
        if (builder.Configuration.GetConnectionString(Name) is { Length: > 0 })
        {
            return builder.AddConnectionString(Name).WithRedisHealth();
        }

        if (await ContainerEngine.AnswersAsync(cancellationToken))
        {
            var container = builder.AddRedis(Name).WithoutTls().WithArgs(context => AddDurability(context.Args));
            return builder.Configuration[DataFolder] is { } own
                ? container.WithDataBindMount(Path.GetFullPath(own))
                : container.WithDataVolume();
        }

        var folder = builder.Configuration[DataFolder] ?? Path.Combine(builder.AppHostDirectory, "..", "artifacts", Name);
        folder = Directory.CreateDirectory(folder).FullName;
        await LocalRedisResource.WaitForEarlierAsync(folder, cancellationToken);
        return builder.AddLocalRedis(await LocalRedis.FindOrInstallAsync(cancellationToken), folder);
    }

    private static IResourceBuilder<LocalRedisResource> AddLocalRedis(
        this IDistributedApplicationBuilder builder, string program, string folder)
    {
        var redis = builder.AddResource(new LocalRedisResource(Name, program, folder))
            .WithEndpoint(name: LocalRedisResource.EndpointName, scheme: "tcp")
            .WithArgs("--bind", "127.0.0.1", "--dir", folder, "--pidfile", LocalRedisResource.PidFile(folder), "--save", "")
            .WithArgs(context => AddDurability(context.Args))
            .WithIconName("Database")
            .WithRedisHealth();
        return redis.WithArgs("--port", redis.GetEndpoint(LocalRedisResource.EndpointName).Property(EndpointProperty.TargetPort));
    }

    /// <summary>As <c>AddRedis</c> does for containers: a PING over a connection of the AppHost's own.</summary>
    private static IResourceBuilder<T> WithRedisHealth<T>(this IResourceBuilder<T> redis)
        where T : IResourceWithConnectionString
    {
        // The address of the user's own server is in the configuration: Aspire does not announce it.
        var connectionString = redis.ApplicationBuilder.Configuration.GetConnectionString(Name);
        redis.OnConnectionStringAvailable(async (resource, _, cancellationToken) =>
            connectionString = await resource.GetConnectionStringAsync(cancellationToken));
        redis.ApplicationBuilder.Services.AddHealthChecks().AddRedis(
            _ => connectionString ?? throw new InvalidOperationException("Its address is not known yet."), name: $"{Name}_check");
        return redis.WithHealthCheck($"{Name}_check");
    }

    /// <summary>Publishing folds a container's arguments into one shell command, <c>-c "redis-server …"</c>; running does not.</summary>
    private static void AddDurability(IList<object> arguments)
    {
        if (arguments is [.., "-c", string command])
        {
            arguments[^1] = $"{command} {string.Join(' ', Durable)}";
            return;
        }

        foreach (var argument in Durable)
        {
            arguments.Add(argument);
        }
    }
}
