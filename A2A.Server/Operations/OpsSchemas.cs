using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using A2A.Server.Http.Errors;
using A2A.Server.Http.OpenApi;

namespace A2A.Server.Operations;

/// <summary>JSON Schemas of the answers of operations: what has no value is left out, everything else is always there.</summary>
internal static class OpsSchemas
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    public static JsonObject Of(IEnumerable<OpsRoute> routes)
    {
        var schemas = new JsonObject();
        var open = new Queue<Type>(routes.Select(route => route.Result?.Type).OfType<Type>().Append(typeof(OpsProblem)));
        while (open.TryDequeue(out var type))
        {
            if (!schemas.ContainsKey(NameOf(type)))
            {
                schemas[NameOf(type)] = Schema(type);
                OpsJson.Wire.Options.GetTypeInfo(type).Properties.SelectMany(Held).ToList().ForEach(open.Enqueue);
            }
        }

        return new(schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal).Select(schema => KeyValuePair.Create(schema.Key, schema.Value?.DeepClone())));
    }

    /// <summary>The type's name in the description.</summary>
    public static string NameOf(Type type) => type == typeof(OpsProblem) ? "Problem" : type.Name;

    private static JsonObject Schema(Type type)
    {
        var schema = OpsJson.Wire.Options.GetJsonSchemaAsNode(type, Exporter).AsObject();
        var required = OpsJson.Wire.Options.GetTypeInfo(type).Properties.Where(property => !property.IsGetNullable).Select(property => (JsonNode)property.Name);
        schema["required"] = new JsonArray(required.ToArray());
        return schema;
    }

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var schema = type switch
        {
            _ when !context.Path.IsEmpty && IsAnswer(type) => OpenApiParts.Reference("schemas", NameOf(type)),
            _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
            _ when type == typeof(int) => new() { ["type"] = "integer", ["format"] = "int32" },
            _ when type == typeof(long) => new() { ["type"] = "integer" },
            _ when type == typeof(double) => new() { ["type"] = "number" },
            _ when type == typeof(string) => new() { ["type"] = "string" },
            _ => NeverNull(node.AsObject()),
        };
        if (context.PropertyInfo?.AttributeProvider is MemberInfo member && member.GetCustomAttribute<DescriptionAttribute>() is { } said)
        {
            schema.Insert(0, "description", said.Description);
        }

        return schema;
    }

    private static JsonObject NeverNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(type => (string?)type).Single(type => type != "null");
        }

        return schema;
    }

    private static bool IsAnswer(Type type) => type.Namespace == typeof(OpsSchemas).Namespace;

    private static IEnumerable<Type> Held(JsonPropertyInfo property) =>
        (property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments() : [property.PropertyType]).Where(IsAnswer);
}
