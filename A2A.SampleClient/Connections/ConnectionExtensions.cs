using A2A.Protocol.Client;
using A2A.SampleClient.Receiver;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Connections;

/// <summary>Registers the clients of the two services.</summary>
internal static class ConnectionExtensions
{
    public static void AddConnections(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SampleClientOptions>().BindConfiguration(SampleClientOptions.Section)
            .Validate(o => o.AgentUrl is not { IsAbsoluteUri: false }, "SampleClient:AgentUrl must be an absolute URL.")
            .Validate(o => o.ReceiverUrl is not { IsAbsoluteUri: false }, "SampleClient:ReceiverUrl must be an absolute URL.")
            .Validate(o => o.WebhookSecret.Length > 0, "Set SampleClient:WebhookSecret to the secret that the webhook receiver has.")
            .Validate(o => o.Patience > TimeSpan.Zero, "SampleClient:Patience must be more than nothing.")
            .Validate(o => o.PollInterval > TimeSpan.Zero, "SampleClient:PollInterval must be more than nothing.")
            .ValidateOnStart();

        builder.Services.AddSingleton(services => ServiceAddresses.From(
            services.GetRequiredService<IOptions<SampleClientOptions>>().Value,
            services.GetRequiredService<IConfiguration>()));

        builder.Services.AddHttpClient(nameof(A2AClient), (services, http) => http.BaseAddress = services.GetRequiredService<ServiceAddresses>().Agent)
            // A stream that is given up shall be closed at once, not read on for a while in the hope of its end.
            .UseSocketsHttpHandler((handler, _) => handler.ResponseDrainTimeout = TimeSpan.Zero)
            .AddTypedClient(http => new A2AClient(http));
        builder.Services.AddHttpClient<ReceiverClient>(
            (services, http) => http.BaseAddress = services.GetRequiredService<ServiceAddresses>().ReceiverBase);
        builder.Services.AddTransient<NotificationWatch>();
        builder.Services.AddSingleton(TimeProvider.System);
    }
}
