using A2A.Protocol.Grpc;

// The namespace in which a client's options are at hand anyway.
namespace A2A.Protocol.Client;

/// <summary>Lets a client speak gRPC.</summary>
public static class A2AGrpcClientExtensions
{
    /// <summary>
    /// Adds gRPC (A2A 1.0, section 10) to the bindings that a client can speak. Whether it does, <see cref="A2AClientOptions.Binding"/>
    /// or else the order of the agent's card decides.
    /// </summary>
    /// <param name="options">The other options, which hold for gRPC as well.</param>
    public static A2AClientOptions UseGrpc(this A2AClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { Grpc = static (http, endpoint, options) => new A2AGrpcChannel(http, endpoint, options) };
    }
}
