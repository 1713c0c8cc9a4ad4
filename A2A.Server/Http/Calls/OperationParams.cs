using System.Text.Json;
using A2A.Protocol.Json;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Calls;

/// <summary>Reads the parameters of a call.</summary>
internal static class OperationParams
{
    private static readonly JsonElement None = JsonElement.Parse("{}"u8);

    /// <summary>The parameters, or an error that names the member of the wrong type.</summary>
    /// <remarks>Only 0.3 over JSON-RPC is no ProtoJSON.</remarks>
    public static Outcome<T> Read<T>(this OperationCall call)
        where T : class
    {
        var given = call.Params is { ValueKind: not JsonValueKind.Null } some ? some : None; // JSON-RPC 2.0, section 4: may be left out
        if (given.ValueKind != JsonValueKind.Object)
        {
            return A2AError.InvalidParams("params", "is no object; send an object with the method's parameters.");
        }

        try
        {
            var type = IsPlain(call) ? ProtoJson.PlainOf<T>() : ProtoJson.Of<T>();
            return given.Deserialize(type)!; // an object is never null
        }
        catch (ProtoJsonException e)
        {
            return A2AError.InvalidParams(FieldOf(e.IsOfObject ? ParentOf(e.Path) : e.Path), e.Message);
        }
        catch (JsonException e)
        {
            return A2AError.InvalidParams(FieldOf(e.Path), "has the wrong type or value; see the protocol for what belongs there.");
        }
    }

    private static bool IsPlain(OperationCall call) =>
        call is { Binding: Binding.JsonRpc, Context.ProtocolVersion: ProtocolVersions.V03 };

    private static string? ParentOf(string? path) => path?[..path.LastIndexOf('.')];

    // $.message.parts[0].text
    private static string FieldOf(string? path) => path is null or "$"
        ? "params"
        : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
}
