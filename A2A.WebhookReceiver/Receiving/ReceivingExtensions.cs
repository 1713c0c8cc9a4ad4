using A2A.WebhookReceiver.Diagnostics;
using A2A.Webhooks.AspNetCore;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Receiving;

internal static class ReceivingExtensions
{
    public static void AddReceiving(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddWebhookVerification();
        services.AddSingleton<IValidateOptions<WebhookVerification>, LargestBodyValidator>();
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        services.AddSingleton<ReceiverTelemetry>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<WebhookInbox>();
        services.AddHostedService<WeakProofWarning>();
    }
}
