using System.Net;
using A2A.Protocol.Client.Wire;

namespace A2A.Protocol.Client;

/// <content>What an agent says of itself, and connecting by it.</content>
public sealed partial class A2AClient
{
    /// <summary>
    /// Reads the agent's card (<c>/.well-known/agent-card.json</c>, else the older <c>agent.json</c>) and gives a client of
    /// the best endpoint that it names: 1.0 before 0.3, then in the card's own order.
    /// </summary>
    /// <remarks>A card that names no endpoint stands for 0.3 over JSON-RPC at the address itself.</remarks>
    /// <param name="http">
    /// The transport, with its time-out, credentials and limits; stays the caller's. Its credentials go to the endpoint that
    /// is chosen, see <see cref="A2AClientOptions.AcceptEndpoint"/>.
    /// </param>
    /// <param name="agent">The address below which the card is; when absent the transport's base address.</param>
    /// <param name="options">How to talk; a version or binding that is set here must be one that the card offers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="A2AException">There is no card, or no endpoint in it that the client can speak to.</exception>
    /// <exception cref="ArgumentException">There is no absolute URL, or the options ask for gRPC and cannot have it.</exception>
    public static async Task<A2AClient> ConnectAsync(
        HttpClient http, Uri? agent, A2AClientOptions? options, CancellationToken cancellationToken)
    {
        var home = Absolute(http, agent);
        options = Checked(options);
        var fetched = await AgentCardFetch.FromAsync(http, home, options, cancellationToken);
        var chosen = EndpointChoice.Best(fetched.Endpoints, options) ?? throw new A2AException(
            $"The card of {fetched.Card.Name} names no endpoint that fits: the client speaks 1.0 and 0.3 over JSON-RPC and HTTP+JSON,"
            + (options.Grpc is null ? "" : " and 1.0 over gRPC,")
            + $" as far as its options allow; the card offers {Offers(fetched.Endpoints)}."
            + (options.Grpc is null && fetched.Endpoints.Any(endpoint => endpoint.Binding == ProtocolBinding.Grpc)
                ? " For gRPC call UseGrpc() of the package A2AAspire.Protocol.Grpc on the options."
                : ""),
            null,
            HttpStatusCode.OK);
        return new A2AClient(http, home, options, chosen);
    }

    /// <summary>
    /// A handler that suits agents: follows no redirects, because headers with credentials would go along, keeps no
    /// cookies, and closes a stream's connection at once when its enumeration ends. Over HTTP/2, which is gRPC's, calls beyond those
    /// that one connection holds get another, and a connection that died in silence is noticed.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ResponseDrainTimeout = TimeSpan.Zero,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a change of DNS is seen
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromMinutes(1),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
    };

    /// <summary>What the agent says of itself.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AgentCard> GetCardAsync(CancellationToken cancellationToken) =>
        (await AgentCardFetch.FromAsync(_http, _home, _options, cancellationToken)).Card;

    /// <summary>The agent's card for authenticated callers (A2A 1.0, section 3.1.11).</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="A2AException">
    /// Also with <see cref="JsonRpc.A2AErrorCode.ExtendedAgentCardNotConfigured"/> when there is no such card.
    /// </exception>
    public Task<AgentCard> GetExtendedCardAsync(CancellationToken cancellationToken) =>
        _channel.CallAsync(_dialect.GetExtendedCard(new() { Tenant = _tenant }), cancellationToken);

    private static string Offers(IReadOnlyList<AgentEndpoint> endpoints) => endpoints.Count == 0
        ? "none of them"
        : string.Join(", ", endpoints.Select(endpoint =>
            $"{endpoint.Version.ToText()} over {endpoint.Binding.ToText()} at {endpoint.Url.GetLeftPart(UriPartial.Path)}"));
}
