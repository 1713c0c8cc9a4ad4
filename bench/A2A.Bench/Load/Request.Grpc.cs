using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Lf.A2a.V1;

namespace A2A.Bench.Load;

/// <content>Requests of gRPC: a frame of headers and one with the message.</content>
internal sealed partial class Request
{
    private const int FrameHead = 9;

    /// <summary>Where the stream's number goes.</summary>
    private readonly List<int> _streams = [];

    /// <summary>The same as <see cref="Send"/> over gRPC.</summary>
    public static Request GrpcSend(string messageId) => Grpc("SendMessage", new SendMessageRequest
    {
        Message = new() { Role = Role.User, MessageId = $"{messageId}-{Mark}", Parts = { new Part { Text = "Hello" } } },
        Configuration = new(),
    });

    /// <summary>The same as <see cref="Subscribe"/> over gRPC.</summary>
    public static Request GrpcSubscribe(string taskId) => Grpc("SubscribeToTask", new SubscribeToTaskRequest { Id = taskId });

    /// <summary>The request for this stream of a connection.</summary>
    public Request OnStream(int stream)
    {
        foreach (var at in _streams)
        {
            BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(at), stream);
        }

        return this;
    }

    private static Request Grpc(string method, IMessage message)
    {
        const byte Data = 0, Headers = 1, EndStream = 1, EndHeaders = 4;
        byte[] head =
        [
            0x83, 0x86, // :method POST, :scheme http
            .. Literal(4, $"/lf.a2a.v1.A2AService/{method}"), // :path
            .. Literal(1, "127.0.0.1"), // :authority
            .. Literal(0, "content-type"), .. Text("application/grpc"),
            .. Literal(0, "te"), .. Text("trailers"),
            .. Literal(0, "a2a-version"), .. Text("1.0"),
        ];
        var body = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), body.Length - 5);
        message.WriteTo(body.AsSpan(5));
        var request = Of([.. Frame(Headers, EndHeaders, head), .. Frame(Data, EndStream, body)]);
        request._streams.AddRange([5, FrameHead + head.Length + 5]);
        return request;
    }

    private static byte[] Frame(byte type, byte flags, byte[] payload) =>
        [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];

    // HPACK without compression (RFC 7541, section 6.2.2): the name's place in the static table, or 0 and the name itself.
    private static byte[] Literal(byte name, string text) => [name, .. Text(text)];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
