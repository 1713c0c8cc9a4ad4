using A2A.Protocol;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Cards;
using Microsoft.Extensions.Options;

namespace A2A.Server.Grpc;

/// <summary>Names the binding in cards. An address of gRPC has no path, so another agent than the default one is named as tenant.</summary>
internal sealed class GrpcInterface(IOptions<GrpcOptions> options) : IFurtherBinding
{
    public AgentInterface? InterfaceOf(CardPlace place) => AddressOf(place.Root) is { } address
        ? new() { Url = address, ProtocolBinding = "GRPC", ProtocolVersion = ProtocolVersions.V1, Tenant = place.Name }
        : null;

    // host:port, as the channels of gRPC take it.
    private string? AddressOf(Uri root) => options.Value switch
    {
        { PublicAddress: { } address } => address,
        { Port: { } port } => $"{root.Host}:{port}",
        _ => root.Scheme == Uri.UriSchemeHttps ? $"{root.Host}:{root.Port}" : null,
    };
}
