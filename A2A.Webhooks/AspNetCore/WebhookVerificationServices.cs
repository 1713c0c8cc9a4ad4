using A2A.Protocol.Signing;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace A2A.Webhooks.AspNetCore;

/// <summary>Registers what endpoints need that verify webhooks.</summary>
public static class WebhookVerificationServices
{
    /// <summary>So that a name that moved is looked up again.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Registers a <see cref="WebhookVerifier"/> that trusts what the configuration says, checked at start, and a replay
    /// guard in memory, in the place of which the app may register its own, before or after.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="section">The configuration's section, with the members of <see cref="WebhookVerification"/>.</param>
    public static IServiceCollection AddWebhookVerification(this IServiceCollection services, string section = WebhookVerification.Section)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<WebhookVerification>().CheckTimes(section).BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookVerification>>(new WebhookVerificationValidator(section));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IReplayGuard>(provider => new MemoryReplayGuard(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(Verifier);
        return services;
    }

    private static WebhookVerifier Verifier(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<ReportedKeys>>();
        var keyClient = KeyClient(); // one for all issuers, for as long as the process lives
        var trust = services.GetRequiredService<IOptions<WebhookVerification>>().Value.ToTrust(
            address => new ReportedKeys(new CachedJsonWebKeySource(keyClient, address, time), address, logger));
        return new WebhookVerifier(trust, time, services.GetRequiredService<IReplayGuard>());
    }

    /// <summary>Goes where the configuration says and nowhere else: no redirects, cookies or proxy.</summary>
    private static HttpClient KeyClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = ConnectionLifetime,
    });
}
