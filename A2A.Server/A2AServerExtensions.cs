using A2A.Server;
using A2A.Server.Agents;
using A2A.Server.Execution;
using A2A.Server.Http;
using A2A.Server.Operations;
using A2A.Server.Push;
using A2A.Server.Push.Keys;
using A2A.Server.Push.Ownership;
using A2A.Server.Tasks;
using Microsoft.Extensions.DependencyInjection.Extensions;

// The namespace in which an application's builder is at hand anyway.
namespace Microsoft.Extensions.Hosting;

/// <summary>Adds an A2A server to an application.</summary>
public static class A2AServerExtensions
{
    /// <summary>What a store provides.</summary>
    private static readonly Type[] Port =
    [
        typeof(ITaskStore), typeof(ITaskRecords), typeof(ITaskEvents), typeof(IWorkQueue), typeof(IDoorbell),
        typeof(IPushConfigStore), typeof(IDeliveryQueue), typeof(IDeliveryRecords), typeof(ICircuitLedger), typeof(ISigningKeyStore),
    ];

    /// <summary>
    /// Adds the server: JSON-RPC and HTTP+JSON in the versions 1.0 and 0.3, durable tasks, and webhooks. It needs at least one agent
    /// (<see cref="A2AServerBuilder.AddAgent{TAgent}"/>), a store such as <c>UseRedis</c>, and <c>MapA2A</c>.
    /// </summary>
    /// <param name="builder">The application's builder. Settings are read from its configuration: docs/configuration.md.</param>
    public static A2AServerBuilder AddA2AServer(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.RequireStore();
        services.AddHttp();       // how callers reach the agents
        services.AddAgents();     // what works on tasks
        services.AddExecution();  // the workers that run them
        services.AddPush();       // webhooks of their events
        services.AddOperations(); // dead letters and repairs
        return new(builder);
    }

    // A store replaces these. Without one the server does not start, and says why.
    private static void RequireStore(this IServiceCollection services)
    {
        foreach (var port in Port)
        {
            services.TryAdd(ServiceDescriptor.Singleton(port, Refuse));
        }

        static object Refuse(IServiceProvider services) => throw new InvalidOperationException(
            "The A2A server has no store; call AddA2AServer().UseRedis(\"redis\"), from the package A2AAspire.Server.Redis.");
    }
}
