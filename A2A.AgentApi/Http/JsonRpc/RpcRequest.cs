using System.Text.Json;
using System.Text.Unicode;

namespace A2A.AgentApi.Http.JsonRpc;

/// <summary>The envelope of a call as it came: sound, or with the error that it deserves.</summary>
/// <param name="Id">What the answer's id is; null where there is none or it could not be read.</param>
internal sealed record RpcRequest(JsonElement? Id, string Method, JsonElement? Params, A2AError? Error)
{
    // Less than the 64 levels that are written: a message lies deeper in a stored task, a stream and a webhook than here.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = HttpOptions.DeepestBody, AllowDuplicateProperties = false };

    /// <summary>Reads <c>{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{…}}</c>.</summary>
    public static RpcRequest Read(ReadOnlyMemory<byte> body)
    {
        if (Parse(body) is not { } root)
        {
            return Refused(A2AError.NotJson);
        }

        return root.ValueKind switch
        {
            JsonValueKind.Object => FromObject(root),
            JsonValueKind.Array => Refused(A2AError.Batch),
            _ => Refused(A2AError.NotARequest("send an object.")),
        };
    }

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

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return IsText(body.Span) ? JsonElement.Parse(body.Span, Strict) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The parser looks at strings only when they are used; half a surrogate pair must not come as far as the store.
    private static bool IsText(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
