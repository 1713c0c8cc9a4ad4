namespace A2A.Server.Grpc;

/// <summary>Where callers reach the gRPC binding.</summary>
internal sealed class GrpcOptions
{
    public const string Section = "Grpc";

    /// <summary>
    /// The port, one of the server's addresses, that speaks HTTP/2 without TLS and nothing else. With TLS none is needed: every address
    /// has the binding.
    /// </summary>
    public int? Port { get; set; }

    /// <summary>
    /// What cards say: <c>agents.example.com:443</c>. None = the host of the server with <see cref="Port"/>, or else its own port where it
    /// has TLS itself; without both cards do not name the binding.
    /// </summary>
    public string? PublicAddress { get; set; }
}
