using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.AppHost;

/// <summary>The Redis that this run uses.</summary>
/// <param name="ConnectionString">What services are given.</param>
/// <param name="Server">What services wait for; null when the user brought a Redis of his own.</param>
internal sealed record RedisChoice(IResourceBuilder<IResourceWithConnectionString> ConnectionString, IResourceBuilder<IResource>? Server);

/// <summary>Chooses a Redis: the user's own, else a container, else a local process.</summary>
internal static class RedisChoiceExtensions
{
    private const string Name = "redis";

    /// <summary>Another folder means other tasks: every test run has one of its own.</summary>
    private const string DataFolder = "Redis:DataFolder";

    /// <summary>An acknowledged task must survive a power cut: every write is synced before it is answered, none is evicted.</summary>
    private static readonly string[] Durable = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"];

    /// <exception cref="InvalidOperationException">There is no Redis to be had; the message names the ways to get one.</exception>
    public static async Task<RedisChoice> AddRedisAsync(this IDistributedApplicationBuilder builder, CancellationToken cancellationToken)
    {
        if (builder.Configuration.GetConnectionString(Name) is { Length: > 0 })
        {
            return new(builder.AddConnectionString(Name), Server: null);
        }

        if (await ContainerEngine.AnswersAsync(cancellationToken))
        {
            var container = builder.AddRedis(Name).WithArgs(context => AddDurability(context.Args));
            container = builder.Configuration[DataFolder] is { } own ? container.WithDataBindMount(Path.GetFullPath(own)) : container.WithDataVolume();
            return new(container, container);
        }

        return builder.AddLocalRedis(await LocalRedis.FindOrInstallAsync(cancellationToken));
    }

    public static IResourceBuilder<ProjectResource> WithRedis(this IResourceBuilder<ProjectResource> service, RedisChoice redis)
    {
        service.WithReference(redis.ConnectionString, connectionName: Name);
        return redis.Server is { } server ? service.WaitFor(server) : service;
    }

    private static RedisChoice AddLocalRedis(this IDistributedApplicationBuilder builder, string program)
    {
        var folder = builder.Configuration[DataFolder] ?? Path.Combine(builder.AppHostDirectory, "..", "artifacts", "redis");
        folder = Directory.CreateDirectory(folder).FullName;
        var server = builder.AddExecutable("redis-server", program, folder, ["--bind", "127.0.0.1", "--dir", folder, "--save", "", .. Durable])
            .WithEndpoint(name: "tcp", scheme: "tcp")
            .WithHealthCheck("redis-server");
        var endpoint = server.GetEndpoint("tcp");
        server.WithArgs("--port", endpoint.Property(EndpointProperty.TargetPort));
        builder.Services.AddHealthChecks().AddAsyncCheck("redis-server", cancellationToken => PingAsync(endpoint, cancellationToken));

        var address = ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}");
        return new(builder.AddConnectionString(Name, address), server);
    }

    /// <summary>Publishing folds the arguments into one shell command, <c>-c "redis-server …"</c>; running does not.</summary>
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

    /// <summary>While it loads its append-only file, Redis takes connections but answers with an error.</summary>
    private static async Task<HealthCheckResult> PingAsync(EndpointReference endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer, cancellationToken);
            return answer.AsSpan().SequenceEqual("+PONG"u8) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("It is loading.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy("It does not answer.", e);
        }
    }
}
