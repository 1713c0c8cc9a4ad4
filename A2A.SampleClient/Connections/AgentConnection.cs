using A2A.Protocol.Client;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Connections;

/// <summary>Connects to the agent by its card, in the version and over the binding that the settings ask for.</summary>
internal sealed class AgentConnection(HttpClient http, IOptions<SampleClientOptions> options)
{
    private readonly A2AClientOptions _options = new()
    {
        Version = SampleClientOptions.Versions[options.Value.Version],
        Binding = SampleClientOptions.Bindings[options.Value.Binding],
    };

    public Task<A2AClient> ConnectAsync(CancellationToken cancellationToken) =>
        A2AClient.ConnectAsync(http, null, _options, cancellationToken);
}
