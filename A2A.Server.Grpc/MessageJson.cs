using System.Buffers;
using System.Text;
using System.Text.Json;
using A2A.Protocol.Json;
using A2A.Server.Http;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace A2A.Server.Grpc;

/// <summary>Messages of protobuf as the JSON that the other bindings have (ProtoJSON), and back.</summary>
internal sealed class MessageJson(IOptions<HttpOptions> options)
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    // The server's own members, such as a webhook's format, have no field in the service.
    private static readonly JsonParser Parser = new(new JsonParser.Settings(A2AJson.MaxDepth).WithIgnoreUnknownFields(true));

    // One level less than in JSON-RPC, where an envelope is around.
    private readonly int _deepest = options.Value.MaxDepth - 1;

    /// <summary>A request as the parameters of its operation, or the error for one that JSON cannot say.</summary>
    public Outcome<JsonElement> ParamsOf(IMessage request)
    {
        try
        {
            return RequestJson.Parse(Encoding.UTF8.GetBytes(Formatter.Format(request)), _deepest) is { } parameters
                ? parameters
                : A2AError.InvalidParams("request", $"is deeper than {_deepest} levels in JSON; send flatter metadata and data.");
        }
        catch (InvalidOperationException)
        {
            return A2AError.InvalidParams(
                "request",
                "has no form in JSON: give each google.protobuf.Value a kind, and each timestamp a time from the year 1 to 9999.");
        }
    }

    /// <summary>
    /// The message that the JSON of an answer says. What came over another binding may hold a number beyond a double, which protobuf has
    /// not: it is given as text.
    /// </summary>
    public static TMessage Read<TMessage>(ReadOnlyMemory<byte> json)
        where TMessage : IMessage<TMessage>, new()
    {
        try
        {
            return Parser.Parse<TMessage>(Encoding.UTF8.GetString(json.Span));
        }
        catch (InvalidJsonException)
        {
            return Parser.Parse<TMessage>(WithTextForNumbersBeyondDouble(json.Span));
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
