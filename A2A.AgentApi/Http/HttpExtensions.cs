using A2A.AgentApi.Http.Callers;
using A2A.AgentApi.Http.Cards;
using A2A.AgentApi.Http.JsonRpc;
using A2A.AgentApi.Http.Limits;
using A2A.AgentApi.Http.V03;

namespace A2A.AgentApi.Http;

internal static class HttpExtensions
{
    /// <summary>How callers reach the agents: JSON-RPC, streams and cards.</summary>
    public static void AddA2A(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddProblemDetails();
        services.AddOptions<HttpOptions>().BindConfiguration(HttpOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.Heartbeat > TimeSpan.Zero, "Http:Heartbeat must be positive.")
            .Validate(options => options.RetryAfter > TimeSpan.Zero, "Http:RetryAfter must be positive.")
            .ValidateOnStart();
        services.AddSingleton<TaskOperations>();
        services.AddSingleton<StreamOperations>();
        services.AddSingleton<PushOperations>();
        services.AddSingleton<MessageCheck>();
        services.AddSingleton<MessageMethods>();
        services.AddSingleton<TaskMethods>();
        services.AddSingleton<PushConfigMethods>();
        services.AddSingleton<RpcMethods>();
        services.AddSingleton<RpcDispatcher>();
        services.AddSingleton<RpcWriter>();
        services.AddSingleton<EventStream>();
        services.AddCallers();
        services.AddLimits();
        services.AddCards();
    }

    /// <summary>Every agent at <c>/agents/{name}</c>, the default one also at <c>/</c> and <c>/a2a</c>.</summary>
    public static void MapA2A(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseRateLimiter(); // after who calls is known, before it is asked whether he may: guessing keys is limited, too
        app.UseAuthorization();
        app.MapJsonRpc();
        app.MapCards();
    }
}
