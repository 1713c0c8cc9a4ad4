using System.Globalization;
using System.Text.Json.Nodes;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.OpenApi;

/// <summary>Describes refusals: google.rpc.Status (A2A 1.0, section 11.6), with the reasons that the table of errors knows.</summary>
internal static class OpenApiErrors
{
    private static readonly (int Status, string Name, string Meaning)[] All =
    [
        (400, "BadRequest", "The request is wrong, or what it asks for cannot be."),
        (401, "Unauthenticated", "The caller has not said who he is."),
        (404, "NotFound", "There is no such agent, task or push config, or it is another caller's."),
        (413, "BodyTooLarge", "The body is too large."),
        (415, "UnsupportedMediaType", "The body is not JSON."),
        (429, "TooManyRequests", "The caller asks too much."),
        (500, "Internal", "The server or the agent failed."),
        (503, "Unavailable", "The storage of tasks is out of reach."),
    ];

    // Reasons of JSON-RPC alone, and of addresses that are not described.
    private static readonly ErrorKind[] Elsewhere = [ErrorKind.MethodNotFound, ErrorKind.NotFound];

    /// <summary>The statuses of refusals, as the keys that responses have.</summary>
    public static IEnumerable<string> StatusesOf(bool hasBody, bool needsKey) => All
        .Where(error => error.Status switch { 401 => needsKey, 413 or 415 => hasBody, _ => true })
        .Select(error => error.Status.ToString(CultureInfo.InvariantCulture));

    public static string NameOf(string status) => All.First(error => error.Status.ToString(CultureInfo.InvariantCulture) == status).Name;

    public static JsonObject Responses() => new(All.Select(error =>
    {
        var response = new JsonObject { ["description"] = $"{error.Meaning} Reasons: {ReasonsOf(error.Status)}." };
        if (HeaderOf(error.Status) is { } header)
        {
            response["headers"] = new JsonObject { [header] = OpenApiParts.Reference("headers", header) };
        }

        response["content"] = OpenApiParts.Json(OpenApiParts.Reference("schemas", "Error"));
        return KeyValuePair.Create(error.Name, (JsonNode?)response);
    }));

    public static JsonObject Schemas() => JsonNode.Parse("""
        {
          "Error": { "type": "object", "properties": { "error": { "$ref": "#/components/schemas/Status" } }, "required": ["error"] },
          "Status": {
            "description": "Why a request is refused (google.rpc.Status).",
            "type": "object",
            "properties": {
              "code": { "description": "The HTTP status.", "type": "integer", "format": "int32" },
              "status": { "description": "The canonical name of the status (google.rpc.Code), such as NOT_FOUND.", "type": "string" },
              "message": { "description": "What is wrong and what to do, for people.", "type": "string" },
              "details": {
                "description": "For programs: always an ErrorInfo; where a member is wrong, a BadRequest besides.",
                "type": "array",
                "items": { "oneOf": [{ "$ref": "#/components/schemas/ErrorInfo" }, { "$ref": "#/components/schemas/BadRequest" }] },
                "minItems": 1
              }
            },
            "required": ["code", "status", "message", "details"]
          },
          "ErrorInfo": {
            "description": "The reason for programs (google.rpc.ErrorInfo).",
            "type": "object",
            "properties": {
              "@type": { "type": "string", "const": "type.googleapis.com/google.rpc.ErrorInfo" },
              "reason": { "description": "Such as TASK_NOT_FOUND.", "type": "string" },
              "domain": { "type": "string", "const": "a2a-protocol.org" },
              "metadata": { "description": "What it is about, such as taskId.", "type": "object", "additionalProperties": { "type": "string" } }
            },
            "required": ["@type", "reason", "domain"]
          },
          "BadRequest": {
            "description": "The members that are wrong (google.rpc.BadRequest).",
            "type": "object",
            "properties": {
              "@type": { "type": "string", "const": "type.googleapis.com/google.rpc.BadRequest" },
              "fieldViolations": { "type": "array", "items": { "$ref": "#/components/schemas/FieldViolation" }, "minItems": 1 }
            },
            "required": ["@type", "fieldViolations"]
          },
          "FieldViolation": {
            "type": "object",
            "properties": {
              "field": { "description": "The path of the member, such as message.parts[0].text.", "type": "string" },
              "description": { "description": "What is wrong and what to do.", "type": "string" }
            },
            "required": ["field", "description"]
          }
        }
        """)!.AsObject(); // text that is there is never null

    private static string ReasonsOf(int status) => string.Join(", ", Enum.GetValues<ErrorKind>().Except(Elsewhere)
        .Select(ErrorShape.Of).Where(shape => shape.HttpStatus == status).Select(shape => shape.Reason).Order(StringComparer.Ordinal));

    private static string? HeaderOf(int status) => status switch { 401 => "WWW-Authenticate", 429 or 503 => "Retry-After", _ => null };
}
