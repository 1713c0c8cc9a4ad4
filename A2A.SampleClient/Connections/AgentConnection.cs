using System.Net.Mime;
using System.Text;
using A2A.Protocol.Client;
using Microsoft.Extensions.Options;

namespace A2A.SampleClient.Connections;

/// <summary>Connects to agents by their cards, in the version and over the binding that the settings ask for.</summary>
internal sealed class AgentConnection(HttpClient http, ServiceAddresses addresses, IOptions<SampleClientOptions> options)
{
    private readonly A2AClientOptions _options = new A2AClientOptions
    {
        Version = SampleClientOptions.Versions[options.Value.Version],
        Binding = SampleClientOptions.Bindings[options.Value.Binding],
    }.UseGrpc();

    /// <param name="agent">The agent's name; null for the one at the address itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<A2AClient> ConnectAsync(string? agent, CancellationToken cancellationToken) => A2AClient.ConnectAsync(
        http, agent is null ? null : addresses.BelowAgent($"agents/{Uri.EscapeDataString(agent)}"), _options, cancellationToken);

    /// <summary>Posts JSON below the agent's address, as curl does, and gives the answer's body.</summary>
    public async Task<string> PostAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, MediaTypeNames.Application.Json);
        using var response = await http.PostAsync(addresses.BelowAgent(path), content, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>The same address for programs that do not know service names.</summary>
    public Uri PublicAddress(string path) => new(ServiceAddresses.Folder(addresses.PublicAgent), path);
}
