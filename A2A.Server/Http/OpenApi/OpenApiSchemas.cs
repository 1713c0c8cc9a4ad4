using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using A2A.Protocol;
using A2A.Protocol.Json;

namespace A2A.Server.Http.OpenApi;

/// <summary>JSON Schemas of the wire types: their members as they are written and read, and what only the protocol knows of them (<see cref="WireFacts"/>).</summary>
internal static class OpenApiSchemas
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    /// <summary>The schemas of these types and of all that they hold, by the protocol's names.</summary>
    public static JsonObject Of(IEnumerable<Type> roots)
    {
        var schemas = new JsonObject();
        var open = new Queue<Type>(roots);
        while (open.TryDequeue(out var type))
        {
            foreach (var (name, schema) in Export(type).Where(pair => !schemas.ContainsKey(pair.Key)))
            {
                schemas[name] = schema;
                foreach (var held in HeldBy(type))
                {
                    open.Enqueue(held);
                }
            }
        }

        return schemas;
    }

    public static JsonObject ReferenceTo(Type type) => OpenApiParts.Reference("schemas", WireFacts.NameOf(type));

    /// <summary>The schema of a member of a type, by its name on the wire.</summary>
    public static JsonObject MemberOf(Type type, string name) => Root(type)["properties"]![name]!.DeepClone().AsObject(); // or the table of operations is wrong

    private static IEnumerable<KeyValuePair<string, JsonObject>> Export(Type type) => type == typeof(OAuthFlow)
        ? WireFacts.Flows.Select(flow => KeyValuePair.Create(flow.Name, FlowOf(flow)))
        : [KeyValuePair.Create(WireFacts.NameOf(type), Root(type))];

    private static JsonObject Root(Type type)
    {
        var schema = A2AJson.Default.Options.GetJsonSchemaAsNode(type, Exporter).AsObject();
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var (member, facts) in WireFacts.MembersOf(type))
            {
                Add(properties[member]!.AsObject(), facts); // or the facts name no member
            }
        }

        Add(schema, WireFacts.Of(type));
        return schema;
    }

    // The protocol has a type for each flow; here one type has the members of all.
    private static JsonObject FlowOf(WireFacts.Flow flow)
    {
        var schema = Root(typeof(OAuthFlow));
        var members = schema["properties"]!.AsObject(); // a record has members
        foreach (var other in members.Select(member => member.Key).Except(flow.Members).ToList())
        {
            members.Remove(other);
        }

        Add(schema, WireFacts.RequiredOf(flow.Required));
        return schema;
    }

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var isRoot = context.Path.IsEmpty;
        var schema = Schema(context, node, type, isRoot);
        var member = context.PropertyInfo?.AttributeProvider as MemberInfo ?? (isRoot ? type : null);
        if (member is not null && Descriptions.Of(member) is { } description)
        {
            schema.Insert(0, "description", description);
        }

        return schema;
    }

    private static JsonObject Schema(JsonSchemaExporterContext context, JsonNode node, Type type, bool isRoot) => type switch
    {
        _ when type == typeof(OAuthFlow) && context.PropertyInfo is { } flow => OpenApiParts.Reference("schemas", WireFacts.NameOfFlow(flow.Name)),
        _ when !isRoot && IsWireType(type) => ReferenceTo(type),
        _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(byte[]) => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        _ when type == typeof(int) => new() { ["type"] = "integer", ["format"] = "int32" },
        _ when type == typeof(JsonElement) => new() { ["type"] = "object" }, // but for a part's data, which WireFacts know
        { IsEnum: true } => Add(new() { ["type"] = "string" }, node.AsObject()),
        _ => NeverNull(node.AsObject()),
    };

    private static bool IsWireType(Type type) => type.Namespace == typeof(AgentTask).Namespace;

    // What has no value is left out.
    private static JsonObject NeverNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(type => (string?)type).Single(type => type != "null");
        }

        return schema;
    }

    private static JsonObject Add(JsonObject schema, JsonObject more)
    {
        foreach (var (keyword, value) in more)
        {
            schema[keyword] = value?.DeepClone();
        }

        return schema;
    }

    private static IEnumerable<Type> HeldBy(Type type) => type.IsEnum ? [] : A2AJson.Default.Options.GetTypeInfo(type).Properties
        .SelectMany(property => property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments() : [property.PropertyType])
        .Where(IsWireType);
}
