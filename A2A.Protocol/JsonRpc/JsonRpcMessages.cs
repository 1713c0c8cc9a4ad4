using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.Protocol.JsonRpc;

/// <summary>A call (JSON-RPC 2.0, section 4).</summary>
public sealed record JsonRpcRequest
{
    /// <summary>Always <c>2.0</c>.</summary>
    public string? Jsonrpc { get; init; } = "2.0";

    /// <summary>A string, a number or null; the answer carries the same.</summary>
    public JsonElement? Id { get; init; }

    /// <summary>The operation's name.</summary>
    public string? Method { get; init; }

    /// <summary>The operation's parameters.</summary>
    public JsonElement? Params { get; init; }
}

/// <summary>An answer: a result or an error (JSON-RPC 2.0, section 5).</summary>
public sealed record JsonRpcResponse
{
    /// <summary>Always <c>2.0</c>.</summary>
    public string Jsonrpc { get; init; } = "2.0";

    /// <summary>The call's id; null when the call could not be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public JsonElement? Id { get; init; }

    /// <summary>What the call gave.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it gave nothing.</summary>
    public JsonRpcError? Error { get; init; }
}

/// <summary>Why a call failed (JSON-RPC 2.0, section 5.1).</summary>
public sealed record JsonRpcError
{
    /// <summary>One of <see cref="A2AErrorCode"/>.</summary>
    public int Code { get; init; }

    /// <summary>One sentence that names the field and the remedy.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// More about it: in 1.0 an array of objects that each say by <c>@type</c> what they are, see <see cref="ErrorInfo"/>
    /// and <see cref="BadRequest"/>; in 0.3 any JSON value.
    /// </summary>
    public JsonElement? Data { get; init; }
}

/// <summary>Serialization of the JSON-RPC envelope and of errors, made at build time.</summary>
[JsonSerializable(typeof(JsonRpcRequest))]
[JsonSerializable(typeof(JsonRpcResponse))]
[JsonSerializable(typeof(ErrorInfo))]
[JsonSerializable(typeof(BadRequest))]
[JsonSerializable(typeof(HttpErrorBody))]
[JsonSerializable(typeof(HttpError))]
public sealed partial class JsonRpcJsonContext : JsonSerializerContext
{
    /// <summary>With the protocol's options.</summary>
    public static JsonRpcJsonContext Wire { get; } = new(Json.A2AJson.Create());
}
