using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using A2A.Server.Http.Calls;

namespace A2A.Server.Http.Errors;

/// <summary>Writes errors in the words of each version and binding.</summary>
internal static class ErrorJson
{
    private const string Domain = "a2a-protocol.org";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error member of a JSON-RPC response: 1.0 with details as data, 0.3 without.</summary>
    public static void WriteRpc(Utf8JsonWriter json, A2AError error, string version)
    {
        json.WriteStartObject();
        json.WriteNumber("code", CodeOf(error, version));
        json.WriteString("message", error.Message);
        if (SpeaksV1(error, version))
        {
            WriteDetails(json, "data", error);
        }

        json.WriteEndObject();
    }

    /// <summary>The body of a refusal in HTTP+JSON: google.rpc.Status in 1.0, <c>{"code":-32001,"message":"…"}</c> in 0.3.</summary>
    public static byte[] ToHttpBody(A2AError error, string version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            if (SpeaksV1(error, version))
            {
                json.WriteStartObject();
                WriteStatus(json, error);
                json.WriteEndObject();
            }
            else
            {
                WriteRpc(json, error, version);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The status of a refusal in HTTP+JSON. Clients of 0.3 tell a task that has ended by 409.</summary>
    public static int HttpStatusOf(A2AError error, string version) =>
        version == ProtocolVersions.V03 && error.Kind == ErrorKind.TaskNotCancelable
            ? StatusCodes.Status409Conflict
            : ErrorShape.Of(error.Kind).HttpStatus;

    /// <summary>The code of the error in JSON-RPC. 0.3 does not know that of a required extension.</summary>
    public static int CodeOf(A2AError error, string version) => ErrorShape.Of(
        version == ProtocolVersions.V03 && error.Kind == ErrorKind.ExtensionSupportRequired
            ? ErrorKind.UnsupportedOperation
            : error.Kind).Code;

    // A request for a version that does not exist must not be taken for one of the oldest version.
    private static bool SpeaksV1(A2AError error, string version) =>
        version == ProtocolVersions.V1 || error.Kind == ErrorKind.VersionNotSupported;

    private static void WriteStatus(Utf8JsonWriter json, A2AError error)
    {
        var shape = ErrorShape.Of(error.Kind);
        json.WriteStartObject("error");
        json.WriteNumber("code", shape.HttpStatus);
        json.WriteString("status", shape.Status);
        json.WriteString("message", error.Message);
        WriteDetails(json, "details", error);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, string name, A2AError error)
    {
        json.WriteStartArray(name);
        WriteInfo(json, error);
        if (error.Field is not null)
        {
            WriteViolation(json, error.Field, error.Message);
        }

        json.WriteEndArray();
    }

    private static void WriteInfo(Utf8JsonWriter json, A2AError error)
    {
        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        json.WriteString("reason", ErrorShape.Of(error.Kind).Reason);
        json.WriteString("domain", Domain);
        if (error.TaskId is not null)
        {
            json.WriteStartObject("metadata");
            json.WriteString("taskId", error.TaskId);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteViolation(Utf8JsonWriter json, string field, string description)
    {
        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.BadRequest");
        json.WriteStartArray("fieldViolations");
        json.WriteStartObject();
        json.WriteString("field", field);
        json.WriteString("description", description);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
