using System.Text.Json;

namespace A2A.Server.Http.Calls;

/// <summary>A call of an operation, whichever binding it came by.</summary>
/// <param name="Params">The parameters as JSON-RPC has them: HTTP+JSON puts them together from path, query and body.</param>
/// <param name="Binding">The binding that it came by.</param>
/// <param name="VersionText">What the caller says of its version, empty when it says nothing.</param>
internal sealed record OperationCall(CallContext Context, JsonElement? Params, Binding Binding = Binding.JsonRpc, string VersionText = "");

internal enum Binding
{
    JsonRpc,
    HttpJson,
    Grpc,
}

internal delegate Task<Reply> OperationHandler(OperationCall call, CancellationToken cancellationToken);

/// <summary>An operation in one version of the protocol: how it is called in each binding, and what it does.</summary>
/// <param name="ProtocolVersion"><c>0.3</c> or <c>1.0</c>.</param>
/// <param name="Name">Its method in JSON-RPC; unique over all versions.</param>
internal sealed record Operation(string ProtocolVersion, string Name, OperationHandler Handle)
{
    /// <summary>Where it is in HTTP+JSON.</summary>
    public required HttpRoute Route { get; init; }

    /// <summary>A further name by which clients in the field call it in JSON-RPC.</summary>
    public string? OtherName { get; init; }

    /// <summary>False when only HTTP+JSON has it.</summary>
    public bool IsRpcMethod { get; init; } = true;
}

/// <summary>Where an operation is in HTTP+JSON.</summary>
/// <param name="Path">Below the interface's address, such as <c>/tasks/{id}:cancel</c>; its parameters are members of the request.</param>
/// <param name="Methods">The HTTP methods.</param>
internal sealed record HttpRoute(string Path, params string[] Methods)
{
    /// <summary>The members of the request that the query may hold.</summary>
    public IReadOnlyList<QueryField> Query { get; init; } = [];

    /// <summary>The type of the body; null when there is none.</summary>
    public Type? Body { get; init; }

    /// <summary>True when the body may be empty.</summary>
    public bool BodyIsOptional { get; init; }

    /// <summary>The type of the answer, or of a stream's items; null when it is an empty object.</summary>
    public Type? Result { get; init; }

    /// <summary>True when the answer is a stream.</summary>
    public bool Streams { get; init; }
}

/// <summary>A member of a request that comes by the query: <c>?pageSize=50</c>.</summary>
internal sealed record QueryField(string Name, QueryType Type);

internal enum QueryType
{
    Text,
    WholeNumber,
    Flag,
    Choice,
}
