using System.Text.Json;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.JsonRpc;

/// <summary>The envelope of a call as it came: sound, or with the error that it deserves.</summary>
/// <param name="Id">What the answer's id is; null where there is none or it could not be read.</param>
internal sealed record RpcRequest(JsonElement? Id, string Method, JsonElement? Params, A2AError? Error)
{
    /// <summary>True when the caller wants no answer (JSON-RPC 2.0, section 4.1).</summary>
    public bool IsNotification => Id is null && Error is null;

    /// <summary>Reads <c>{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{…}}</c>.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="deepest">How many levels deep it may be.</param>
    public static RpcRequest Read(ReadOnlyMemory<byte> body, int deepest) => RequestJson.Parse(body, deepest) switch
    {
        null => Refused(body.IsEmpty ? A2AError.NoBody : A2AError.NotJson(deepest)),
        { ValueKind: JsonValueKind.Object } root => FromObject(root),
        { ValueKind: JsonValueKind.Array } => Refused(A2AError.Batch),
        _ => Refused(A2AError.NotARequest("send an object.")),
    };

    public static RpcRequest Refused(A2AError error, JsonElement? id = null) => new(id, "", null, error);

    private static RpcRequest FromObject(JsonElement root)
    {
        var id = Member(root, "id");
        if (id is { ValueKind: not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null) })
        {
            return Refused(A2AError.NotARequest("id must be a string, a number or null."));
        }

        if (Member(root, "jsonrpc") is not { ValueKind: JsonValueKind.String } version || !version.ValueEquals("2.0"))
        {
            return Refused(A2AError.NotARequest("jsonrpc must be \"2.0\"."), id);
        }

        return Member(root, "method") is { ValueKind: JsonValueKind.String } method
            ? new(id, method.GetString() ?? "", Member(root, "params"), null)
            : Refused(A2AError.NotARequest("method must be a string."), id);
    }

    private static JsonElement? Member(JsonElement root, string name) => root.TryGetProperty(name, out var member) ? member : null;
}
