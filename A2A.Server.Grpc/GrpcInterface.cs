using A2A.Protocol;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Cards;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace A2A.Server.Grpc;

/// <summary>Names the binding in cards. An address of gRPC has no path, so another agent than the default one is named as tenant.</summary>
internal sealed class GrpcInterface(IOptions<GrpcOptions> options, IServer server) : IFurtherBinding
{
    public AgentInterface? InterfaceOf(CardPlace place) => AddressOf(place.Root) is { } address
        ? new() { Url = address, ProtocolBinding = "GRPC", ProtocolVersion = ProtocolVersions.V1, Tenant = place.Name }
        : null;

    // host:port, as the channels of gRPC take it. TLS that ends at a proxy does not say whether the proxy passes HTTP/2 on.
    private string? AddressOf(Uri root) => options.Value switch
    {
        { PublicAddress: { } address } => address,
        { Port: { } port } when root.Scheme == Uri.UriSchemeHttp => $"{root.Host}:{port}",
        _ => root.Scheme == Uri.UriSchemeHttps && HasTls() ? $"{root.Host}:{root.Port}" : null,
    };

    private bool HasTls() => server.Features.Get<IServerAddressesFeature>()?.Addresses
        .Any(address => address.StartsWith($"{Uri.UriSchemeHttps}:", StringComparison.OrdinalIgnoreCase)) is true;
}
