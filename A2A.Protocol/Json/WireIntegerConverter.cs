using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.Protocol.Json;

/// <summary>
/// A 32-bit integer, which may be written as any JSON number of that value: <c>2</c>, <c>2.0</c>, <c>2e0</c> (ProtoJSON).
/// </summary>
/// <remarks>Programs with only floating-point numbers, such as those that use protobuf's Struct, write <c>2.0</c>.</remarks>
public sealed class WireIntegerConverter : JsonConverter<int>
{
    /// <inheritdoc/>
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetInt32(out var integer)
            ? integer
        : reader.TryGetDecimal(out var number) && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
        : throw new JsonException("The number is no 32-bit integer.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
