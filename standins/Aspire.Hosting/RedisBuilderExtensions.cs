using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting
{
    /// <summary>Stand-in of the real type of Aspire.Hosting.Redis: a Redis in a container.</summary>
    public static class RedisBuilderExtensions
    {
        public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null)
        {
            var redis = new RedisResource(name);
            var key = $"{name}_check";
            builder.Services.AddHealthChecks().AddAsyncCheck(key, cancellationToken => PingAsync(redis.PrimaryEndpoint, cancellationToken));
            return builder.AddResource(redis)
                .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = "library/redis", Tag = "8.6" })
                .WithEndpoint(port: port, targetPort: RedisResource.ContainerPort, name: RedisResource.PrimaryEndpointName)
                .WithArgs("redis-server")
                .WithHealthCheck(key);
        }

        public static IResourceBuilder<RedisResource> WithDataVolume(
            this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) =>
            builder.WithAnnotation(new ContainerMountAnnotation(
                name ?? $"{builder.ApplicationBuilder.Environment.ApplicationName.ToLowerInvariant()}-{builder.Resource.Name}-data",
                isReadOnly ? "/data:ro" : "/data"));

        public static IResourceBuilder<RedisResource> WithDataBindMount(
            this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false) =>
            builder.WithAnnotation(new ContainerMountAnnotation(Path.GetFullPath(source), isReadOnly ? "/data:ro" : "/data"));

        /// <summary>The engine takes connections before Redis does, so only an answer counts.</summary>
        private static async Task<HealthCheckResult> PingAsync(EndpointReference endpoint, CancellationToken cancellationToken)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
                await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
                var answer = new byte[5];
                await client.GetStream().ReadExactlyAsync(answer, cancellationToken);
                return answer.AsSpan().SequenceEqual("+PONG"u8) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return HealthCheckResult.Unhealthy(exception: e);
            }
        }
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Stand-in of the real type of Aspire.Hosting.Redis; without password and TLS.</summary>
    public class RedisResource(string name) : ContainerResource(name), IResourceWithConnectionString
    {
        internal const string PrimaryEndpointName = "tcp";
        internal const int ContainerPort = 6379;

        public EndpointReference PrimaryEndpoint => new(this, PrimaryEndpointName);

        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
            $"{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}");
    }
}
