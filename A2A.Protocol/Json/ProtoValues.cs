using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.Protocol.Json;

/// <summary>A 32-bit integer as ProtoJSON has it: any JSON number of that value, or a string that holds one; null is 0.</summary>
internal sealed class ProtoIntegerConverter : JsonConverter<int>
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly WireIntegerConverter Bare = new();

    public override bool HandleNull => true;

    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => 0,
        JsonTokenType.String => Parse(reader.GetString()) ?? throw new JsonException("The text holds no 32-bit integer."),
        _ => Bare.Read(ref reader, typeToConvert, options),
    };

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => Bare.Write(writer, value, options);

    private static int? Parse(string? text) =>
        decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : null;
}

/// <summary>A boolean; null is false.</summary>
internal sealed class ProtoBooleanConverter : JsonConverter<bool>
{
    public override bool HandleNull => true;

    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => false,
        JsonTokenType.True or JsonTokenType.False => reader.GetBoolean(),
        _ => throw new JsonException("The value is neither true nor false."),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

/// <summary>An enum by its name or by its number, which is that of the proto file; null is the first value, "unspecified".</summary>
internal sealed class ProtoEnumConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert), options)!; // never null for a class

    private sealed class Of<TEnum>(JsonSerializerOptions options) : JsonConverter<TEnum>
        where TEnum : struct, Enum
    {
        private readonly JsonConverter<TEnum> _names =
            (JsonConverter<TEnum>)new WireEnumConverter<TEnum>().CreateConverter(typeof(TEnum), options)!; // it makes one for each enum

        public override bool HandleNull => true;

        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.Number => reader.TryGetInt32(out var number) && Enum.IsDefined(typeof(TEnum), number)
                ? (TEnum)Enum.ToObject(typeof(TEnum), number)
                : throw new JsonException("The number is that of no value."),
            _ => _names.Read(ref reader, typeToConvert, options),
        };

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            _names.Write(writer, value, options);
    }
}

/// <summary>A <c>google.protobuf.Value</c>: null is a value like any other, and so is told from what is absent.</summary>
internal sealed class ProtoValueConverter : JsonConverter<JsonElement?>
{
    public override bool HandleNull => true;

    public override JsonElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement? value, JsonSerializerOptions options)
    {
        if (value is { } given)
        {
            given.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
