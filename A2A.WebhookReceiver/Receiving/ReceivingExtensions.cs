using A2A.Protocol.Signing;
using A2A.Protocol.Webhooks;
using A2A.WebhookReceiver.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Receiving;

internal static class ReceivingExtensions
{
    public static void AddReceiving(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(NewVerifier);
        services.AddSingleton<ReceiverTelemetry>();
        services.AddSingleton<WebhookInbox>();
    }

    /// <summary>One client for the keys of all issuers, for as long as the process lives.</summary>
    private static WebhookVerifier NewVerifier(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<ReportedKeys>>();
        var keyClient = Trust.NewKeyClient();
        var trust = Trust.Of(
            services.GetRequiredService<IOptions<WebhookOptions>>().Value,
            address => new ReportedKeys(new CachedJsonWebKeySource(keyClient, address, time), address, logger));
        return new WebhookVerifier(trust, time, services.GetRequiredService<IReplayGuard>());
    }
}
