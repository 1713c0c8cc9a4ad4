using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.JsonRpc;

/// <summary>Writes responses of JSON-RPC 2.0 around results that are JSON already.</summary>
internal static class RpcEnvelope
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>{"jsonrpc":"2.0","id":1,"result":…}</c>; the result goes in as it is.</summary>
    public static ReadOnlyMemory<byte> Result(JsonElement? id, ReadOnlyMemory<byte> result) => Write(id, result.Length, json =>
    {
        json.WritePropertyName("result");
        json.WriteRawValue(result.Span, skipInputValidation: true);
    });

    /// <summary><c>{"jsonrpc":"2.0","id":1,"error":…}</c>.</summary>
    public static ReadOnlyMemory<byte> Error(JsonElement? id, A2AError error, string version) => Write(id, error.Message.Length, json =>
    {
        json.WritePropertyName("error");
        ErrorJson.WriteRpc(json, error, version);
    });

    private static ReadOnlyMemory<byte> Write(JsonElement? id, int length, Action<Utf8JsonWriter> content)
    {
        const int Around = 256;
        var buffer = new ArrayBufferWriter<byte>(length + Around);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WritePropertyName("id");
            if (id is { } given)
            {
                given.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }

            content(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
