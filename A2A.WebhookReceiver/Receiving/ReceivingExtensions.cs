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
        services.AddSingleton(provider => new WebhookVerifier(
            provider.GetRequiredService<IOptions<WebhookOptions>>().Value.ToTrust(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReceiverTelemetry>();
        services.AddSingleton<WebhookInbox>();
    }
}
