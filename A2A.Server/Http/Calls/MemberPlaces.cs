using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using A2A.Protocol.Json;
using A2A.Server.Http.Errors;

namespace A2A.Server.Http.Calls;

/// <summary>
/// Where the members of a request belong, so that one which stands at another place is refused and not passed over: a push config beside
/// the configuration, a history length in the message.
/// </summary>
/// <remarks>Members that no place of the request knows are ignored, as the specification wants it.</remarks>
/// <param name="root">The type of the request.</param>
/// <param name="places">The members of the request whose own members count, each with its type.</param>
internal sealed class MemberPlaces(JsonTypeInfo root, params (string Name, JsonTypeInfo Type)[] places)
{
    private readonly (string Name, Dictionary<string, string> Misplaced)[] _places = Find([("", root), .. places]);

    /// <summary>The error for the first member that is misplaced; null when there is none.</summary>
    public A2AError? Check(JsonElement? request)
    {
        foreach (var (name, misplaced) in _places)
        {
            if (ObjectAt(request, name) is not { } place)
            {
                continue;
            }

            foreach (var member in place.EnumerateObject())
            {
                if (misplaced.TryGetValue(member.Name, out var right) && member.Value.ValueKind != JsonValueKind.Null)
                {
                    return A2AError.InvalidParams(PathOf(name, member.Name), $"stands at the wrong place; send it as {right}.");
                }
            }
        }

        return null;
    }

    private static (string Name, Dictionary<string, string> Misplaced)[] Find((string Name, JsonTypeInfo Type)[] places)
    {
        var fields = places
            .SelectMany(place => ProtoJson.NamesOf(place.Type).Select(name => (Place: place.Name, name.Name, name.Field)))
            .Where(field => field.Field != "kind") // says what an object is, wherever it stands
            .ToLookup(field => field.Name);
        return [.. places.Select(place => (place.Name, fields
            .Where(homes => homes.All(home => home.Place != place.Name))
            .ToDictionary(homes => homes.Key, homes => string.Join(" or ", homes.Select(home => PathOf(home.Place, home.Field))))))];
    }

    private static JsonElement? ObjectAt(JsonElement? request, string name) =>
        request is not { ValueKind: JsonValueKind.Object } root ? null
        : name.Length == 0 ? root
        : root.TryGetProperty(name, out var place) && place.ValueKind == JsonValueKind.Object ? place
        : null;

    private static string PathOf(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";
}
