using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.Protocol.Json;

/// <summary>Bytes as base64 with padding; reads the URL-safe alphabet and missing padding as well (ProtoJSON).</summary>
public sealed class WireBytesConverter : JsonConverter<byte[]>
{
    /// <inheritdoc/>
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TryGetBytesFromBase64(out var bytes))
        {
            return bytes;
        }

        try
        {
            return Base64Url.DecodeFromChars(reader.GetString()!.Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException e)
        {
            throw new JsonException("The text is no base64.", e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value);
}
