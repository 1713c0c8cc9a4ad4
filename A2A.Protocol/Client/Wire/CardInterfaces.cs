namespace A2A.Protocol.Client.Wire;

/// <summary>The members of a card, of either version, that say where the agent is.</summary>
internal sealed record CardInterfaces
{
    /// <summary>1.0: the interfaces, the preferred one first.</summary>
    public IReadOnlyList<Interface?>? SupportedInterfaces { get; init; }

    /// <summary>0.3: the preferred endpoint.</summary>
    public string? Url { get; init; }

    /// <summary>0.3: its binding; absent = JSON-RPC.</summary>
    public string? PreferredTransport { get; init; }

    /// <summary>0.3: the version.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>0.3: further endpoints.</summary>
    public IReadOnlyList<Interface?>? AdditionalInterfaces { get; init; }

    /// <summary>One endpoint; 1.0 says <c>protocolBinding</c> where 0.3 says <c>transport</c>.</summary>
    internal sealed record Interface
    {
        public string? Url { get; init; }

        public string? ProtocolBinding { get; init; }

        public string? Transport { get; init; }

        public string? ProtocolVersion { get; init; }

        public string? Tenant { get; init; }
    }
}

/// <summary>Where an agent is spoken to, and how.</summary>
internal sealed record AgentEndpoint(Uri Url, ProtocolVersion Version, ProtocolBinding Binding, string? Tenant);

/// <summary>Chooses among the endpoints of a card (A2A 1.0, section 8.3; A2A 0.3, section 5.6).</summary>
internal static class EndpointChoice
{
    /// <summary>All endpoints that the client can speak to, the best first: 1.0 before 0.3, then as the card has them.</summary>
    /// <param name="card">The card.</param>
    /// <param name="source">Where it was read from, which also is the endpoint when the card names none.</param>
    public static IReadOnlyList<AgentEndpoint> In(CardInterfaces card, Uri source)
    {
        if (card is { SupportedInterfaces: not { Count: > 0 }, Url: null, AdditionalInterfaces: not { Count: > 0 } })
        {
            return [new(source, ProtocolWords.Version(card.ProtocolVersion) ?? ProtocolVersion.V03, ProtocolBinding.JsonRpc, null)];
        }

        var newer = (card.SupportedInterfaces ?? [])
            .Select(i => Endpoint(source, i?.Url, i?.ProtocolBinding, i?.ProtocolVersion, i?.Tenant));
        var older = (card.AdditionalInterfaces ?? [])
            .Select(i => Endpoint(source, i?.Url, i?.Transport, card.ProtocolVersion ?? "0.3", null))
            .Prepend(Endpoint(source, card.Url, card.PreferredTransport ?? "JSONRPC", card.ProtocolVersion ?? "0.3", null));
        // A stable sort: within a version the card's own order stays.
        return [.. newer.Concat(older).OfType<AgentEndpoint>().OrderByDescending(endpoint => endpoint.Version)];
    }

    /// <summary>The best endpoint that the options allow; null when there is none.</summary>
    public static AgentEndpoint? Best(IEnumerable<AgentEndpoint> endpoints, A2AClientOptions options) =>
        endpoints.FirstOrDefault(endpoint =>
            endpoint.Version == (options.Version ?? endpoint.Version)
            && endpoint.Binding == (options.Binding ?? endpoint.Binding)
            && (endpoint.Binding != ProtocolBinding.Grpc || options.Grpc is not null)
            && options.AcceptEndpoint?.Invoke(endpoint.Url) is not false);

    private static AgentEndpoint? Endpoint(Uri source, string? url, string? binding, string? version, string? tenant) =>
        ProtocolWords.Version(version) is { } spoken && ProtocolWords.Binding(binding) is { } travelled
        && (travelled != ProtocolBinding.Grpc || spoken == ProtocolVersion.V10) // 0.3 had a service of its own
        && Address(source, url, travelled) is { } address
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && source.Scheme == Uri.UriSchemeHttp))
            ? new AgentEndpoint(address, spoken, travelled, tenant is { Length: > 0 } ? tenant : null)
            : null;

    // For gRPC also host:port, as its channels take it: with TLS where the card came by it.
    private static Uri? Address(Uri source, string? url, ProtocolBinding binding)
    {
        var isBare = binding == ProtocolBinding.Grpc && url?.Contains("://", StringComparison.Ordinal) is false;
        return url is not null && Uri.TryCreate(source, isBare ? $"{source.Scheme}://{url}" : url, out var address) ? address : null;
    }
}
