using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace A2A.Protocol.Json;

/// <summary>
/// Reads JSON of others as protobuf's JSON mapping does (A2A 1.0, section 5.5; protobuf, "ProtoJSON Format"): a field by its
/// lowerCamelCase or its original name, enums by name or number, integers in strings, null and, without presence, empty texts
/// as absent; never two names of one field, never two members of a oneof.
/// </summary>
/// <remarks>
/// The rules are put on the metadata of each type once; reading then is one pass of System.Text.Json. The metadata comes from
/// reflection, not from the source generator: the generated one takes all init-only properties for constructor parameters, so
/// that it can neither tell an absent field from one that is null nor give a property a second name. Members of
/// <c>metadata</c>, <c>data</c> and of maps are no fields and stay as they are. <see cref="A2AJson"/> writes, and reads what
/// was written here.
/// </remarks>
internal static class ProtoJson
{
    private static readonly JsonSerializerOptions Mapped = Create(isProto: true);
    private static readonly JsonSerializerOptions Plain = Create(isProto: false);

    /// <summary>How a type of ProtoJSON is read: every type of 1.0, and those of 0.3 over HTTP+JSON.</summary>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Mapped.GetTypeInfo(typeof(T));

    /// <summary>How a type of 0.3's JSON-RPC is read, which is TypeScript's: null is absent, but names and texts are exact.</summary>
    public static JsonTypeInfo<T> PlainOf<T>() => (JsonTypeInfo<T>)Plain.GetTypeInfo(typeof(T));

    /// <summary>The name of a field in the proto file: <c>messageId</c> is <c>message_id</c>.</summary>
    public static string OriginalName(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>The names by which a type's fields are read, each with the name by which the field is written.</summary>
    public static IEnumerable<(string Name, string Field)> NamesOf(JsonTypeInfo type) => type.Properties
        .Where(property => property.Set is not null)
        .GroupBy(property => property.AttributeProvider)
        .SelectMany(field => field.Select(property => (property.Name, field.First().Name)));

    /// <summary>A member by either of its names, where JSON is looked at without or before reading it as a type.</summary>
    public static bool TryFind(JsonElement json, string name, out JsonElement member) =>
        json.TryGetProperty(name, out member) || json.TryGetProperty(OriginalName(name), out member);

    /// <summary>The same; null when it is absent.</summary>
    /// <exception cref="ProtoJsonException">It is there by both names.</exception>
    public static JsonElement? Find(JsonElement json, string name)
    {
        var original = OriginalName(name);
        return original != name && json.TryGetProperty(name, out _) && json.TryGetProperty(original, out _)
            ? throw new ProtoJsonException($"has both {name} and {original}, which are one field; send one of them.")
            : TryFind(json, name, out var member) ? member : null;
    }

    private static JsonSerializerOptions Create(bool isProto)
    {
        var options = A2AJson.Create();
        options.Converters.Insert(0, new ProtoIntegerConverter());
        options.Converters.Insert(0, new ProtoBooleanConverter());
        options.Converters.Insert(0, new ProtoEnumConverter());
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(type => Shape(type, isProto));
        options.MakeReadOnly();
        return options;
    }

    private static void Shape(JsonTypeInfo type, bool isProto)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.CreateObject?.Invoke() is not { } blank)
        {
            return;
        }

        // What is internal is read only, never written.
        foreach (var hidden in type.Type.GetProperties(BindingFlags.Instance | BindingFlags.NonPublic).Where(IsField))
        {
            var property = type.CreateJsonPropertyInfo(hidden.PropertyType, JsonNamingPolicy.CamelCase.ConvertName(hidden.Name));
            (property.AttributeProvider, property.Get, property.Set) = (hidden, hidden.GetValue, hidden.SetValue);
            type.Properties.Add(property);
        }

        var fields = type.Properties
            .Where(property => property.Set is not null)
            .Select(property => new Field(property, blank, isProto))
            .ToList();
        foreach (var field in fields)
        {
            field.AddTo(type, fields);
        }
    }

    private static bool IsField(PropertyInfo property) => property.IsDefined(typeof(ProtoFieldAttribute));

    /// <summary>A field with its names and its rivals, which can be asked whether it was given.</summary>
    private sealed class Field
    {
        private readonly JsonPropertyInfo _property;
        private readonly ProtoFieldAttribute _facts;
        private readonly bool _isProto;
        private readonly bool _emptyIsAbsent;
        private readonly Func<object, object?>? _get;
        private readonly Action<object, object?> _set;
        private readonly object? _initial;
        private readonly string[] _names;

        public Field(JsonPropertyInfo property, object blank, bool isProto)
        {
            _property = property;
            _isProto = isProto;
            _facts = (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<ProtoFieldAttribute>() ?? new();
            _emptyIsAbsent = isProto && property.PropertyType == typeof(string) && _facts is { OneOf: null, IsOptional: false };
            (_get, _set) = (property.Get, property.Set!);
            _initial = _get?.Invoke(blank);
            string[] names = [property.Name, .. _facts.OtherNames];
            _names = isProto ? [.. names.Concat(names.Select(OriginalName)).Distinct()] : names;
        }

        public void AddTo(JsonTypeInfo type, IReadOnlyList<Field> all)
        {
            Field[] rivals = _isProto && _facts.OneOf is { } choice
                ? [.. all.Where(other => other != this && other._facts.OneOf == choice)]
                : [];
            foreach (var name in _names)
            {
                var property = name == _property.Name ? _property : Alias(type, name);
                property.Set = (owner, value) => Set(owner, value, name, rivals);
            }
        }

        private JsonPropertyInfo Alias(JsonTypeInfo type, string name)
        {
            var alias = type.CreateJsonPropertyInfo(_property.PropertyType, name);
            alias.AttributeProvider = _property.AttributeProvider;
            alias.CustomConverter = _property.CustomConverter;
            type.Properties.Add(alias);
            return alias;
        }

        // What is not given leaves the field as the type's own initializer made it.
        private void Set(object owner, object? value, string name, Field[] rivals)
        {
            if (value is null || (_emptyIsAbsent && value is ""))
            {
                return;
            }

            if (_names.Length > 1 && IsGiven(owner))
            {
                var others = string.Join(", ", _names.Where(other => other != name));
                throw new ProtoJsonException($"is the same field as {others}; send one of them.");
            }

            if (rivals.FirstOrDefault(other => other.IsGiven(owner)) is { } rival)
            {
                throw new ProtoJsonException($"has both {rival._property.Name} and {_property.Name}; send one of them.", isOfObject: true);
            }

            _set(owner, value);
        }

        // A default that is set counts as absent, as it does in protobuf; what has presence is null by default here.
        private bool IsGiven(object owner) =>
            _get?.Invoke(owner) is { } value && !Equals(value, _initial) && (_initial is null || value is not ICollection { Count: 0 });
    }
}
