using A2A.AgentApi.Http.Callers;
using A2A.AgentApi.Http.Cards;
using A2A.AgentApi.Http.Errors;
using A2A.AgentApi.Http.JsonRpc;
using A2A.AgentApi.Http.Limits;
using A2A.AgentApi.Http.OpenApi;
using A2A.AgentApi.Http.Ops;
using A2A.AgentApi.Http.Rest;
using A2A.AgentApi.Http.V03;
using A2A.AgentApi.Http.V1;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace A2A.AgentApi.Http;

internal static class HttpExtensions
{
    /// <summary>How callers reach the agents: JSON-RPC, HTTP+JSON, streams and cards.</summary>
    public static void AddA2A(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HttpOptions>().BindStrictly(HttpOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.Heartbeat > TimeSpan.Zero, "Http:Heartbeat must be positive.")
            .Validate(options => options.SlowReader > TimeSpan.Zero, "Http:SlowReader must be positive.")
            .Validate(options => options.RetryAfter > TimeSpan.Zero, "Http:RetryAfter must be positive.")
            .ValidateOnStart();
        services.ConfigureOptions<IssuerFromPublicUrl>();
        AddOperations(services);
        AddBindings(services);
        services.AddCallers();
        services.AddLimits();
        services.AddCards();
        services.AddSingleton<OpsDocument>();
        services.Configure<KestrelServerOptions>(server => server.AddServerHeader = false);
    }

    /// <summary>Every agent at <c>/agents/{name}</c>, the default one also at <c>/</c> and <c>/a2a</c>; the operations at <c>/ops</c>.</summary>
    public static void MapA2A(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler(FrameworkErrors.OnException);
        app.UseStatusCodePages(FrameworkErrors.WriteAsync);
        app.UseAuthentication();
        app.UseRateLimiter(); // when it is known who calls, but not yet asked whether he may: guessing keys is limited, too
        app.UseAuthorization();
        app.MapJsonRpc();
        app.MapHttpJson();
        app.MapCards();
        app.MapDescription();
        app.MapOperations();
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton<TaskOperations>();
        services.AddSingleton<StreamOperations>();
        services.AddSingleton<PushOperations>();
        services.AddSingleton<MessageRules>();
        services.AddSingleton<V03.MessageMethods>();
        services.AddSingleton<V03.TaskMethods>();
        services.AddSingleton<V03.PushConfigMethods>();
        services.AddSingleton<V03Operations>();
        services.AddSingleton<V1.MessageMethods>();
        services.AddSingleton<V1.TaskMethods>();
        services.AddSingleton<V1.PushConfigMethods>();
        services.AddSingleton<V1Operations>();
        services.AddSingleton<OperationTable>();
        services.AddSingleton<OperationRunner>();
    }

    private static void AddBindings(IServiceCollection services)
    {
        services.AddSingleton<RequestBody>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<RetryAfter>();
        services.AddSingleton<ErrorWriter>();
        services.AddSingleton<RpcDispatcher>();
        services.AddSingleton<RpcWriter>();
        services.AddSingleton<RestDispatcher>();
        services.AddSingleton<OlderAddress>();
        services.AddSingleton<RestParams>();
        services.AddSingleton<RestWriter>();
        services.AddSingleton<OpenApiOperations>();
        services.AddSingleton<OpenApiDocument>();
    }
}
