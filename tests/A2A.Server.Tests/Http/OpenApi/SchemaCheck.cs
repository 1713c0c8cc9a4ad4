using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace A2A.Server.Tests.Http.OpenApi;

/// <summary>Holds JSON against the schemas of an OpenAPI document: what JSON Schema says, and besides no member that the schema does not know.</summary>
/// <remarks>Knows the keywords that the document uses and fails for any other, so that nothing passes unread.</remarks>
internal sealed class SchemaCheck(JsonNode document)
{
    private static readonly string[] Silent = ["description", "default", "writeOnly"];

    /// <summary>What is wrong, a line each; empty when nothing is.</summary>
    public List<string> Problems(JsonNode? value, JsonNode schema, string path = "$") => schema.AsObject()
        .Where(keyword => !Silent.Contains(keyword.Key))
        .SelectMany(keyword => Check(value, keyword.Key, keyword.Value.ShouldNotBeNull(), schema, path))
        .Concat(Unknown(value, schema, path))
        .ToList();

    public JsonNode Schema(string name) => document["components"]!["schemas"]![name].ShouldNotBeNull(name); // the document has schemas

    private IEnumerable<string> Check(JsonNode? value, string keyword, JsonNode expected, JsonNode schema, string path) => keyword switch
    {
        "$ref" => Problems(value, Schema(((string)expected!).Split('/')[^1]), path),
        "type" => Says(Types(expected).Any(type => IsOf(value, type)), $"{path} is no {expected.ToJsonString()}"),
        "enum" => Says(expected.AsArray().Any(item => JsonNode.DeepEquals(item, value)), $"{path} is none of {expected.ToJsonString()}"),
        "const" => Says(JsonNode.DeepEquals(expected, value), $"{path} is not {expected}"),
        "format" => Says(HasFormat(value, (string)expected!), $"{path} is no {expected}"),
        "contentEncoding" => Says(value is null || Convert.TryFromBase64String((string)value!, new byte[((string)value!).Length], out _), $"{path} is not base64"),
        "minLength" => Says(((string?)value)?.Length >= (int)expected, $"{path} is too short"),
        "minItems" => Says((value as JsonArray)?.Count >= (int)expected, $"{path} has too few items"),
        "minimum" => Says((int?)value >= (int)expected, $"{path} is too small"),
        "required" => expected.AsArray().Where(name => value is JsonObject given && !given.ContainsKey((string)name!)).Select(name => $"{path}.{name} is missing"),
        "properties" => Members(value).Where(member => expected[member.Key] is not null)
            .SelectMany(member => Problems(member.Value, expected[member.Key]!, $"{path}.{member.Key}")), // filtered
        "additionalProperties" => Members(value).Where(member => schema["properties"]?[member.Key] is null)
            .SelectMany(member => Problems(member.Value, expected, $"{path}.{member.Key}")),
        "items" => (value as JsonArray ?? []).SelectMany((item, index) => Problems(item, expected, $"{path}[{index}]")),
        "oneOf" => Says(expected.AsArray().Count(choice => Problems(value, choice!, path).Count == 0) == 1, $"{path} is not one of {expected.ToJsonString()}"),
        _ => throw new NotSupportedException($"The check does not know the keyword '{keyword}'; teach it."),
    };

    // Free data has a type and no properties; a choice is made by its members alone.
    private static IEnumerable<string> Unknown(JsonNode? value, JsonNode schema, string path) => schema["properties"] is null || schema["additionalProperties"] is not null
        ? []
        : Members(value).Where(member => schema["properties"]![member.Key] is null).Select(member => $"{path}.{member.Key} is not described");

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? value) => value as JsonObject ?? [];

    private static string[] Says(bool isSo, string problem) => isSo ? [] : [problem];

    private static IEnumerable<string> Types(JsonNode types) => types is JsonArray several ? several.Select(type => (string)type!) : [(string)types!];

    private static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && int.TryParse(value!.ToJsonString(), CultureInfo.InvariantCulture, out _)), // a number is not null
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        _ => type == "null",
    };

    private static bool HasFormat(JsonNode? value, string format) => format switch
    {
        "int32" or "int64" or "double" => true, // the type says it
        "uri" => Uri.TryCreate((string?)value, UriKind.Absolute, out _),
        "date-time" => DateTimeOffset.TryParse((string?)value, CultureInfo.InvariantCulture, out _) && ((string?)value)!.EndsWith('Z'),
        _ => throw new NotSupportedException($"The check does not know the format '{format}'; teach it."),
    };
}
