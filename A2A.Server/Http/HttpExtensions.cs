using A2A.Server.Http.Callers;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Cards;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;
using A2A.Server.Http.JsonRpc;
using A2A.Server.Http.Limits;
using A2A.Server.Http.OpenApi;
using A2A.Server.Http.Rest;
using A2A.Server.Http.Sse;
using A2A.Server.Http.V03;
using A2A.Server.Http.V1;
using A2A.Webhooks.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http;

internal static class HttpExtensions
{
    /// <summary>How callers reach the agents: JSON-RPC, HTTP+JSON, streams and cards.</summary>
    public static void AddHttp(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>().BindStrictly(HttpOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.Heartbeat > TimeSpan.Zero, "Http:Heartbeat must be positive.")
            .Validate(options => options.SlowReader > TimeSpan.Zero, "Http:SlowReader must be positive.")
            .Validate(options => options.RetryAfter > TimeSpan.Zero, "Http:RetryAfter must be positive.")
            .Validate(options => options.AllowedOrigins.Values.All(CrossOrigin.IsOrigin),
                "Each of Http:AllowedOrigins must be an origin such as https://app.example.com, without a path, or * for every origin.")
            .Validate(options => options.KnownProxies.Values.All(KnownProxies.IsNetwork), KnownProxies.Problem("Http"))
            .ValidateOnStart();
        services.ConfigureOptions<IssuerFromPublicUrl>();
        AddOperations(services);
        AddBindings(services);
        services.AddCallers();
        services.AddLimits();
        services.AddCards();
        services.AddCrossOrigin();
        services.Configure<KestrelServerOptions>(server => server.AddServerHeader = false);
    }

    /// <summary>The bindings and the cards, and what stands before them: errors, callers and limits.</summary>
    public static void MapHttp(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseSingleSlashes();
        app.UseWhen(
            context => !ServerRoute.IsForeign(context),
            server => server.UseKnownProxies(app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.KnownProxies));
        app.UseWhen(context => !ServerRoute.IsForeign(context), server =>
        {
            server.UseExceptionHandler(FrameworkErrors.OnException);
            server.UseStatusCodePages(FrameworkErrors.WriteAsync);
        });
        app.UseCrossOrigin();
        app.UseAuthentication();
        app.UseRateLimiter(); // between authentication and authorization: guessing keys is limited, too
        app.UseChallengeWithoutRoute();
        app.UseAuthorization();
        var routes = ServerRoute.GroupOf(app).RequireCors(CrossOrigin.Callers);
        routes.MapJsonRpc();
        routes.MapHttpJson();
        routes.MapCards();
        routes.MapDescription();
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton<TaskOperations>();
        services.AddSingleton<StreamOperations>();
        services.AddSingleton<PushOperations>();
        services.AddSingleton<MessageRules>();
        services.AddSingleton<V03MessageMethods>();
        services.AddSingleton<V03TaskMethods>();
        services.AddSingleton<V03PushConfigMethods>();
        services.AddSingleton<V03Operations>();
        services.AddSingleton<V1MessageMethods>();
        services.AddSingleton<V1TaskMethods>();
        services.AddSingleton<V1PushConfigMethods>();
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
        services.AddSingleton<OpenApiDocument>();
    }
}
