using System.Text.Json;
using A2A.Server.Http.Calls;

namespace A2A.Server.Http.V03;

/// <summary>The two JSON forms that 0.3 has in the field.</summary>
internal enum V03Form
{
    /// <summary>That of the specification's text: <c>kind</c>, <c>parts</c>, <c>completed</c>. The only one in JSON-RPC.</summary>
    Plain,

    /// <summary>
    /// ProtoJSON: <c>content</c>, <c>ROLE_USER</c>, <c>TASK_STATE_COMPLETED</c>. What the official SDKs speak over HTTP+JSON.
    /// </summary>
    Proto,
}

/// <summary>Tells the forms apart.</summary>
internal static class V03Forms
{
    private const string PatchOfV03 = "0.3.";

    /// <summary>The form of a call, in which it is answered, too.</summary>
    /// <remarks>
    /// A message shows it by its members. Other calls of HTTP+JSON are ProtoJSON, but for those that name the version
    /// with its patch, <c>A2A-Version: 0.3.0</c>: so do the clients that speak the plain form there.
    /// </remarks>
    public static V03Form Of(OperationCall call) => call.Binding == Binding.JsonRpc || (IsPlainMessage(call) ?? SaysPatch(call))
        ? V03Form.Plain
        : V03Form.Proto;

    private static bool? IsPlainMessage(OperationCall call) =>
        call.Params is { ValueKind: JsonValueKind.Object } given
            && (given.TryGetProperty("message", out var message) || given.TryGetProperty("request", out message))
            ? message.ValueKind != JsonValueKind.Object || message.TryGetProperty("parts", out _) || message.TryGetProperty("kind", out _)
            : null;

    private static bool SaysPatch(OperationCall call) => call.VersionText.StartsWith(PatchOfV03, StringComparison.Ordinal);
}
