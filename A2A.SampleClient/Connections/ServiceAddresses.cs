using Microsoft.Extensions.Configuration;

namespace A2A.SampleClient.Connections;

/// <summary>Where the services are.</summary>
/// <param name="Agent">The agent, maybe by its service name.</param>
/// <param name="PublicAgent">The agent by its address, as other programs reach it.</param>
/// <param name="Receiver">The receiver of webhooks, maybe by its service name.</param>
/// <param name="Webhook">
/// The webhook, as it is told to the agent: always an address, because service names mean nothing outside of this process.
/// </param>
internal sealed record ServiceAddresses(Uri Agent, Uri PublicAgent, Uri Receiver, Uri Webhook)
{
    private const string AgentService = "agent-api";
    private const string ReceiverService = "webhook-receiver";
    private const string WebhookPath = "webhook/notifications";

    private static readonly Uri LocalAgent = new("http://localhost:8000");
    private static readonly Uri LocalReceiver = new("http://localhost:9000");

    /// <summary>The receiver, as the base of relative addresses.</summary>
    public Uri ReceiverBase => Folder(Receiver);

    /// <summary>A setting goes before service discovery, and that before the fixed local addresses.</summary>
    public static ServiceAddresses From(SampleClientOptions options, IConfiguration configuration)
    {
        var receiverAddress = options.ReceiverUrl ?? Discovered(ReceiverService, configuration) ?? LocalReceiver;
        return new ServiceAddresses(
            options.AgentUrl ?? NameOf(AgentService, configuration) ?? LocalAgent,
            options.AgentUrl ?? Discovered(AgentService, configuration) ?? LocalAgent,
            options.ReceiverUrl ?? NameOf(ReceiverService, configuration) ?? LocalReceiver,
            new Uri(Folder(receiverAddress), WebhookPath));
    }

    /// <summary>An address below the agent's.</summary>
    public Uri BelowAgent(string path) => new(Folder(Agent), path);

    /// <summary>Relative addresses replace what follows the last slash.</summary>
    public static Uri Folder(Uri address) => new(address.AbsoluteUri.TrimEnd('/') + '/');

    private static Uri? NameOf(string service, IConfiguration configuration) =>
        Discovered(service, configuration) is null ? null : new Uri($"http://{service}");

    private static Uri? Discovered(string service, IConfiguration configuration) =>
        Uri.TryCreate(configuration[$"services:{service}:http:0"], UriKind.Absolute, out var address) ? address : null;
}
