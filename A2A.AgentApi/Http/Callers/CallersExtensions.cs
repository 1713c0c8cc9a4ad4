using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Callers;

internal static class CallersExtensions
{
    /// <summary>Who calls: with keys, every route that is not open to all needs one; without, everybody may call.</summary>
    public static void AddCallers(this IServiceCollection services)
    {
        services.AddOptions<CallerOptions>().BindConfiguration(CallerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallerOptions>, CallerOptionsCheck>();
        services.AddSingleton<ApiKeys>();
        services.AddAuthentication(ApiKeyAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Name, configureOptions: null);
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<ApiKeys>((options, keys) =>
            options.FallbackPolicy = keys.AreNeeded ? new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build() : null);
    }
}
