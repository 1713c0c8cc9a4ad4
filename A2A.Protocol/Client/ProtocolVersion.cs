namespace A2A.Protocol.Client;

/// <summary>A version of A2A that the client speaks.</summary>
public enum ProtocolVersion
{
    /// <summary>A2A 0.3; translated from and to the model of 1.0.</summary>
    V03,

    /// <summary>A2A 1.0.</summary>
    V10,
}

/// <summary>How calls travel.</summary>
public enum ProtocolBinding
{
    /// <summary>JSON-RPC 2.0 over HTTP: every call is a POST to one address (A2A 1.0, section 9).</summary>
    JsonRpc,

    /// <summary>HTTP with JSON bodies: every operation has its method and path (A2A 1.0, section 11).</summary>
    HttpJson,

    /// <summary>gRPC (A2A 1.0, section 10), once <c>UseGrpc()</c> of the package <c>A2AAspire.Protocol.Grpc</c> has added it.</summary>
    Grpc,
}

/// <summary>The words that cards and headers have for versions and bindings.</summary>
public static class ProtocolWords
{
    /// <summary>The version as <c>A2A-Version</c> has it: <c>1.0</c> or <c>0.3</c>.</summary>
    public static string ToText(this ProtocolVersion version) => version == ProtocolVersion.V10 ? "1.0" : "0.3";

    /// <summary>The binding as cards have it: <c>JSONRPC</c>, <c>HTTP+JSON</c> or <c>GRPC</c>.</summary>
    public static string ToText(this ProtocolBinding binding) => binding switch
    {
        ProtocolBinding.JsonRpc => "JSONRPC",
        ProtocolBinding.HttpJson => "HTTP+JSON",
        _ => "GRPC",
    };

    /// <summary>
    /// A version such as <c>1.0</c> or <c>0.3.0</c>: major and minor decide; null when it is none that the client speaks.
    /// </summary>
    public static ProtocolVersion? Version(string? text) => text?.Split('.') switch
    {
        ["1", "0", ..] => ProtocolVersion.V10,
        ["0", "3", ..] => ProtocolVersion.V03,
        _ => null,
    };

    /// <summary>A binding such as <c>JSONRPC</c>; null when it is none that the client speaks.</summary>
    public static ProtocolBinding? Binding(string? text) => text?.ToUpperInvariant() switch
    {
        "JSONRPC" => ProtocolBinding.JsonRpc,
        "HTTP+JSON" => ProtocolBinding.HttpJson,
        "GRPC" => ProtocolBinding.Grpc,
        _ => null,
    };
}
