using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using A2A.Protocol.Json;

namespace A2A.WebhookReceiver.Http;

/// <summary>JSON that is shown as it came, byte for byte.</summary>
/// <remarks>
/// Taking it apart and writing it anew could fail where it stands inside of an answer: for being nested too deep there, or
/// for escapes such as <c>\ud800</c> that are JSON but no text.
/// </remarks>
[JsonConverter(typeof(RawJsonConverter))]
internal sealed class RawJson
{
    private RawJson(byte[] utf8) => Bytes = utf8;

    public byte[] Bytes { get; }

    public static RawJson? OrNull(string text) => OrNull(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// The JSON without a byte order mark. Null when the bytes are not one JSON value, so that they would spoil the answer around them.
    /// </summary>
    public static RawJson? OrNull(byte[] utf8)
    {
        var json = utf8.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        return IsJson(json) ? new RawJson(json) : null;
    }

    private static bool IsJson(byte[] utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = A2AJson.MaxDepth });
            while (reader.Read())
            {
            }

            return Utf8.IsValid(utf8);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("It is only ever written.");

    /// <summary>Nothing is looked at again, because there is a <see cref="RawJson"/> of valid JSON only.</summary>
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Bytes, skipInputValidation: true);
}
