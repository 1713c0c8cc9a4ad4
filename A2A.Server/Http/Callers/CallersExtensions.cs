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

    // Chooses by what the request brings.
    private const string Either = "Caller";

    /// <summary>Authentication: with keys or issuers, every route that is not anonymous needs one; without, all routes are open.</summary>
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
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, displayName: null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Name, configureOptions: null)
            .AddJwtBearer(Bearer, options => options.EventsType = typeof(BearerEvents));
        services.AddOptions<JwtBearerOptions>(Bearer).Configure<CallerTokens>((options, tokens) =>
        {
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(tokens);
        });
        RemoveDataProtection(services);
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<CallerSchemes>((options, schemes) =>
            options.FallbackPolicy = schemes.AreNeeded ? new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build() : null);
    }

    // Authentication brings it along for cookies, which are not used here: at every start it would make keys and write them
    // into the home folder.
    private static void RemoveDataProtection(IServiceCollection services)
    {
        foreach (var service in services.Where(each => each.ServiceType == typeof(IHostedService)
            && each.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly).ToList())
        {
            services.Remove(service);
        }
    }

    // Of a key and a token in one request the key counts; a valid token does not make up for a wrong key.
    private static string SchemeOf(HttpContext context) =>
        !context.Request.Headers.ContainsKey(ApiKeyAuthentication.Header)
            && BearerEvents.IsGiven(context.Request)
            && context.RequestServices.GetRequiredService<CallerSchemes>().TakesTokens
            ? Bearer
            : ApiKeyAuthentication.Name;
}
