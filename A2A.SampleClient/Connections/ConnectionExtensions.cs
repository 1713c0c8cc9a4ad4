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
    public static void AddConnections(this IHostApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddCommandLine(args, SampleClientOptions.ShortForms);
        builder.Services.AddOptions<SampleClientOptions>().BindConfiguration(SampleClientOptions.Section)
            .Validate(o => o.AgentUrl is not { IsAbsoluteUri: false }, "SampleClient:AgentUrl must be an absolute URL.")
            .Validate(o => o.ReceiverUrl is not { IsAbsoluteUri: false }, "SampleClient:ReceiverUrl must be an absolute URL.")
            .Validate(o => SampleClientOptions.Versions.ContainsKey(o.Version), "SampleClient:Version must be auto, 1.0 or 0.3.")
            .Validate(o => SampleClientOptions.Bindings.ContainsKey(o.Binding), "SampleClient:Binding must be auto, jsonrpc or http.")
            .Validate(o => o.WebhookSecret.Length > 0, "Set SampleClient:WebhookSecret to the secret that the webhook receiver has.")
            .Validate(o => o.Patience > TimeSpan.Zero, "SampleClient:Patience must be more than nothing.")
            .Validate(o => o.PollInterval > TimeSpan.Zero, "SampleClient:PollInterval must be more than nothing.")
            .ValidateOnStart();

        builder.Services.AddSingleton(services => ServiceAddresses.From(
            services.GetRequiredService<IOptions<SampleClientOptions>>().Value,
            services.GetRequiredService<IConfiguration>()));

        builder.Services.AddHttpClient<AgentConnection>((services, http) => http.BaseAddress = services.GetRequiredService<ServiceAddresses>().Agent)
            .ConfigurePrimaryHttpMessageHandler(A2AClient.CreateHandler);
        builder.Services.AddHttpClient<ReceiverClient>(
            (services, http) => http.BaseAddress = services.GetRequiredService<ServiceAddresses>().ReceiverBase);
        builder.Services.AddTransient<NotificationWatch>();
        builder.Services.AddSingleton(TimeProvider.System);
    }
}
