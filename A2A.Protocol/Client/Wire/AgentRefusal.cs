using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;
using A2A.Protocol.JsonRpc;

namespace A2A.Protocol.Client.Wire;

/// <summary>What an agent says when it refuses a call, the same from either binding.</summary>
/// <param name="Code">The JSON-RPC code, also where the binding is HTTP+JSON; null when the agent gives none.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Info">Why, for programs.</param>
/// <param name="Fields">Which fields of the request are wrong.</param>
internal sealed record AgentRefusal(int? Code, string Message, ErrorInfo? Info, IReadOnlyList<FieldViolation> Fields)
{
    /// <summary>From JSON-RPC (A2A 1.0, section 9.5). The data of 0.3, which is free, says nothing that is known.</summary>
    public static AgentRefusal From(JsonRpcError error) => From(
        error.Code, error.Message, error.Data is { ValueKind: JsonValueKind.Array } details ? [.. details.EnumerateArray()] : []);

    /// <summary>
    /// From HTTP+JSON: <c>{"error": {"code": 404, "status": "NOT_FOUND", …}}</c> (A2A 1.0, section 11.6), or 0.3's
    /// <c>{"code": -32001, "message": "…"}</c>, bare or in <c>error</c>; null when it is neither.
    /// </summary>
    public static AgentRefusal? FromHttp(JsonElement? body) =>
        body is not { ValueKind: JsonValueKind.Object } root ? null
        : IsError(root) ? FromHttp(root.Deserialize(ProtoJson.Of<HttpError>())!)
        : root.TryGetProperty("error", out var error) && IsError(error) ? FromHttp(error.Deserialize(ProtoJson.Of<HttpError>())!)
        : null;

    private static bool IsError(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number
        && element.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String;

    private static AgentRefusal FromHttp(HttpError error)
    {
        var refusal = From(null, error.Message, error.Details ?? []);
        var code = error.Code < 0 ? error.Code : A2AErrorReason.CodeOf(refusal.Info?.Reason) ?? error.Status switch
        {
            "INVALID_ARGUMENT" => A2AErrorCode.InvalidParams,
            "UNIMPLEMENTED" => A2AErrorCode.MethodNotFound,
            "INTERNAL" => A2AErrorCode.InternalError,
            _ => null,
        };
        return refusal with { Code = code };
    }

    private static AgentRefusal From(int? code, string message, IReadOnlyList<JsonElement> details) => new(
        code,
        message,
        Details(details, ErrorInfo.TypeName, ProtoJson.Of<ErrorInfo>()).FirstOrDefault(),
        [.. Details(details, BadRequest.TypeName, ProtoJson.Of<BadRequest>()).SelectMany(detail => detail.FieldViolations)]);

    private static bool IsA(JsonElement detail, string typeName) =>
        detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("@type", out var name)
        && name.ValueKind == JsonValueKind.String && name.ValueEquals(typeName);

    /// <summary>The details of one type. One that is malformed is left out: the refusal itself is what matters.</summary>
    private static IEnumerable<T> Details<T>(IReadOnlyList<JsonElement> details, string typeName, JsonTypeInfo<T> type)
        where T : class
    {
        foreach (var detail in details.Where(detail => IsA(detail, typeName)))
        {
            T? value;
            try
            {
                value = detail.Deserialize(type);
            }
            catch (JsonException)
            {
                continue;
            }

            if (value is not null)
            {
                yield return value;
            }
        }
    }
}
