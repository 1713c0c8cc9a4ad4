using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.Protocol.Json;

/// <summary>ISO 8601 in UTC with milliseconds and a closing Z (A2A 1.0, section 5.6.1).</summary>
/// <remarks>
/// Reads any offset and any number of fraction digits, and takes a time without offset, as some 0.3 agents write it, for UTC.
/// </remarks>
public sealed class WireTimestampConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The text of a time as it is on the wire.</summary>
    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTime(out var time) && time.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(time, TimeSpan.Zero)
            : reader.GetDateTimeOffset().ToUniversalTime();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ToText(value));
}
