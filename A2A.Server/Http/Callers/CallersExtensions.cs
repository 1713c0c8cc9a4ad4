using A2A.Webhooks.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Callers;

internal static class CallersExtensions
{
    /// <summary>The scheme of tokens.</summary>
    public const string Bearer = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>The scheme of the server's routes: a key or a token, as the request brings it.</summary>
    public const string Scheme = "Caller";

    /// <summary>Only authenticated callers.</summary>
    public static AuthorizationPolicy Authenticated { get; } = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build();

    /// <summary>Authentication: with keys or issuers the server's routes need it unless they are anonymous.</summary>
    public static void AddCallers(this IServiceCollection services)
    {
        services.AddOptions<CallerOptions>().BindStrictly(CallerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallerOptions>, CallerOptionsCheck>();
        services.AddSingleton<IValidateOptions<CallerOptions>, IssuerOptionsCheck>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<CallerSchemes>();
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<CallerTokens>();
        services.AddSingleton<BearerEvents>();
        services.AddSingleton<CallerChallenge>();
        var earlier = services.ToHashSet();
        services.AddAuthentication()
            .AddPolicyScheme(Scheme, displayName: null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Name, configureOptions: null)
            .AddJwtBearer(Bearer, options => options.EventsType = typeof(BearerEvents));
        services.AddOptions<JwtBearerOptions>(Bearer).Configure<CallerTokens>((options, tokens) =>
        {
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(tokens);
        });
        services.PostConfigure<AuthenticationOptions>(options => options.DefaultScheme ??= Scheme); // an application may have its own
        RemoveDataProtection(services, earlier);
        services.AddAuthorization();
    }

    /// <summary>With keys or issuers an address without a route tells an unauthenticated caller no more than one with a route.</summary>
    public static void UseChallengeWithoutRoute(this WebApplication app)
    {
        if (app.Services.GetRequiredService<CallerSchemes>().AreNeeded)
        {
            app.Use((context, next) => context.GetEndpoint() is RouteEndpoint || context.User.Identity?.IsAuthenticated is true
                ? next(context)
                : context.ChallengeAsync(Scheme));
        }
    }

    // Authentication brings it along for cookies, which are not used here: at every start it would make keys and write them
    // into the home folder.
    private static void RemoveDataProtection(IServiceCollection services, HashSet<ServiceDescriptor> earlier)
    {
        foreach (var service in services.Where(each => each.ServiceType == typeof(IHostedService)
            && each.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly
            && !earlier.Contains(each)).ToList())
        {
            services.Remove(service);
        }
    }

    // Of a key and a token in one request the key counts; a valid token does not make up for a wrong key. A session counts without both.
    private static string SchemeOf(HttpContext context) =>
        context.Request.Headers.ContainsKey(ApiKeyAuthentication.Header) ? ApiKeyAuthentication.Name
        : BearerEvents.IsGiven(context.Request) && context.RequestServices.GetRequiredService<CallerSchemes>().TakesTokens ? Bearer
        : context.GetEndpoint()?.Metadata.GetMetadata<SessionRoute>() is not null ? SessionRoute.Scheme
        : ApiKeyAuthentication.Name;
}
