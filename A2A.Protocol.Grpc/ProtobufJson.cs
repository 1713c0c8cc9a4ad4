using System.Buffers;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace A2A.Protocol.Grpc;

/// <summary>Messages of protobuf as the JSON that the other bindings have (ProtoJSON), and back.</summary>
internal static class ProtobufJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    private static readonly JsonParser Strict = new(new JsonParser.Settings(A2AJson.MaxDepth));
    private static readonly JsonParser Lenient = new(new JsonParser.Settings(A2AJson.MaxDepth).WithIgnoreUnknownFields(true));

    /// <summary>The JSON of a message.</summary>
    /// <exception cref="InvalidOperationException">A value in it has no form in JSON.</exception>
    public static byte[] Write(IMessage message) => Encoding.UTF8.GetBytes(Formatter.Format(message));

    /// <summary>The message that the JSON says; members without a field are left out.</summary>
    /// <exception cref="InvalidProtocolBufferException">The JSON says something else.</exception>
    public static TMessage Read<TMessage>(ReadOnlySpan<byte> json)
        where TMessage : IMessage, new() => (TMessage)Read(Lenient, json, new TMessage().Descriptor);

    /// <summary>The message of a type that the JSON says.</summary>
    /// <exception cref="InvalidProtocolBufferException">The JSON says something else, or has a member without a field.</exception>
    public static IMessage ReadStrictly(ReadOnlySpan<byte> json, MessageDescriptor type) => Read(Strict, json, type);

    /// <summary>JSON may hold a number beyond a double, which protobuf has not: it is given as text.</summary>
    private static IMessage Read(JsonParser parser, ReadOnlySpan<byte> json, MessageDescriptor type)
    {
        try
        {
            return parser.Parse(Encoding.UTF8.GetString(json), type);
        }
        catch (InvalidJsonException)
        {
            return parser.Parse(WithTextForNumbersBeyondDouble(json), type);
        }
    }

    private static string WithTextForNumbersBeyondDouble(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = A2AJson.MaxDepth });
        var written = new ArrayBufferWriter<byte>(json.Length);
        using var writer = new Utf8JsonWriter(written, new JsonWriterOptions { MaxDepth = A2AJson.MaxDepth });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(reader.GetString()!);
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(reader.GetString());
                    break;
                case JsonTokenType.Number when !double.IsFinite(reader.GetDouble()):
                    writer.WriteStringValue(reader.ValueSpan);
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan);
                    break;
            }
        }

        writer.Flush();
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }
}
