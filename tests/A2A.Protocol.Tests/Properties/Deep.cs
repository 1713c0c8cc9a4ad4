using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace A2A.Protocol.Tests.Properties;

/// <summary>Compares wire types member by member, lists by their items; records compare lists by reference.</summary>
internal static class Deep
{
    public static bool Equal(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonElement a, JsonElement b) => JsonElement.DeepEquals(a, b),
        (string or ValueType, _) => left.Equals(right),
        (IEnumerable a, IEnumerable b) => EqualItems([.. a.Cast<object?>()], [.. b.Cast<object?>()]),
        _ => left.GetType() == right.GetType() && Members(left).All(member => Equal(member.GetValue(left), member.GetValue(right))),
    };

    private static bool EqualItems(List<object?> left, List<object?> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => Equal(pair.First, pair.Second));

    private static PropertyInfo[] Members(object value) => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
}
