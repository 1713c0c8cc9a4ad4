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
    private ICollection<string> Addresses => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    public AgentInterface? InterfaceOf(CardPlace place) => AddressOf(place.Root) is { } address
        ? new() { Url = address, ProtocolBinding = "GRPC", ProtocolVersion = ProtocolVersions.V1, Tenant = place.Name }
        : null;

    public Uri? RootOfOthers(HttpRequest request) =>
        options.Value.Port is { } port && request.Host.Port == port
        && Addresses.Select(BindingAddress.Parse).FirstOrDefault(other => other.Port != port && !other.IsUnixPipe) is { } address
            ? new UriBuilder(address.Scheme, request.Host.Host, address.Port, $"{request.PathBase}/").Uri
            : null;

    // host:port, as the channels of gRPC take it. TLS that ends at a proxy does not say whether the proxy passes HTTP/2 on.
    private string? AddressOf(Uri root) => options.Value switch
    {
        { PublicAddress: { } address } => address,
        { Port: { } port } when root.Scheme == Uri.UriSchemeHttp => $"{root.Host}:{port}",
        _ => root.Scheme == Uri.UriSchemeHttps && HasTls() ? $"{root.Host}:{root.Port}" : null,
    };

    private bool HasTls() =>
        Addresses.Any(address => address.StartsWith($"{Uri.UriSchemeHttps}:", StringComparison.OrdinalIgnoreCase));
}
