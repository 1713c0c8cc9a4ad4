using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.Protocol.JsonRpc;

/// <summary>
/// Why a call failed, for programs: <c>{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "TASK_NOT_FOUND",
/// "domain": "a2a-protocol.org", "metadata": {"taskId": "…"}}</c> (A2A 1.0, sections 9.5, 10.6 and 11.6).
/// </summary>
/// <remarks>One of the objects in JSON-RPC's <c>error.data</c> and in HTTP+JSON's <c>error.details</c>.</remarks>
public sealed record ErrorInfo
{
    /// <summary>What <c>@type</c> says of every object of this kind.</summary>
    public const string TypeName = "type.googleapis.com/google.rpc.ErrorInfo";

    /// <summary>The domain of the protocol's own errors.</summary>
    public const string ProtocolDomain = "a2a-protocol.org";

    /// <summary>Always <see cref="TypeName"/>.</summary>
    [JsonPropertyName("@type"), JsonPropertyOrder(-1)]
    public string Type { get; init; } = TypeName;

    /// <summary>The error's name in upper case with underscores and without "Error": <c>TASK_NOT_FOUND</c>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>The domain that defines the reason: <see cref="ProtocolDomain"/> for the errors of A2A.</summary>
    public string Domain { get; init => field = value ?? ""; } = "";

    /// <summary>More about it, by name.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>
/// Which fields of a request are wrong: <c>{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations":
/// [{"field": "message.parts", "description": "…"}]}</c> (A2A 1.0, section 9.5).
/// </summary>
public sealed record BadRequest
{
    /// <summary>What <c>@type</c> says of every object of this kind.</summary>
    public const string TypeName = "type.googleapis.com/google.rpc.BadRequest";

    /// <summary>Always <see cref="TypeName"/>.</summary>
    [JsonPropertyName("@type"), JsonPropertyOrder(-1)]
    public string Type { get; init; } = TypeName;

    /// <summary>The fields, each with what is wrong about it.</summary>
    public IReadOnlyList<FieldViolation> FieldViolations { get; init => field = value ?? []; } = [];
}

/// <summary>A field of a request that is wrong (google.rpc, <c>BadRequest.FieldViolation</c>).</summary>
public sealed record FieldViolation
{
    /// <summary>The path to the field from the parameters on, such as <c>message.parts[0].url</c>.</summary>
    public string Field { get; init => field = value ?? ""; } = "";

    /// <summary>What is wrong, and the remedy.</summary>
    public string Description { get; init => field = value ?? ""; } = "";
}

/// <summary>The error of the HTTP+JSON binding: <c>{"error": {"code": 404, …}}</c> (A2A 1.0, section 11.6).</summary>
public sealed record HttpErrorBody
{
    /// <summary>The error.</summary>
    public HttpError Error { get; init => field = value ?? new(); } = new();
}

/// <summary>Why a call over HTTP+JSON failed (google.rpc, <c>Status</c>, as AIP-193 has it in HTTP).</summary>
public sealed record HttpError
{
    /// <summary>The HTTP status once more.</summary>
    public int Code { get; init; }

    /// <summary>The name of the gRPC status, such as <c>NOT_FOUND</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    /// <summary>One sentence that names the field and the remedy.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// Objects that each say by <c>@type</c> what they are: <see cref="ErrorInfo"/>, <see cref="BadRequest"/> and others.
    /// </summary>
    public IReadOnlyList<JsonElement>? Details { get; init; }
}
