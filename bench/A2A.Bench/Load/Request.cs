using System.Buffers.Text;
using System.Text;

namespace A2A.Bench.Load;

/// <summary>A request of JSON-RPC or gRPC as bytes, in which every mark is replaced by a number of twelve digits before it is sent.</summary>
internal sealed partial class Request
{
    /// <summary>Where the number goes: into the message's id and the webhook's token.</summary>
    public const string Mark = "############";

    private readonly byte[] _bytes;
    private readonly List<int> _marks = [];

    private Request(byte[] bytes) => _bytes = bytes;

    /// <summary>A blocking send of a new message, whose id begins as said.</summary>
    public static Request Send(string messageId, Uri? webhook = null, string path = "/", bool returnImmediately = false)
    {
        var configuration = webhook is not null ? $$"""{"taskPushNotificationConfig":{"url":"{{webhook}}","token":"{{Mark}}"} }"""
            : returnImmediately ? """{"returnImmediately":true}""" : "{}";
        var message = $$"""{"role":"ROLE_USER","messageId":"{{messageId}}-{{Mark}}","parts":[{"text":"Hello"}]}""";
        return Call("SendMessage", $$"""{"message":{{message}},"configuration":{{configuration}} }""", path);
    }

    /// <summary>A blocking send of a further message to a task.</summary>
    public static Request Continue(string taskId, string messageId)
    {
        var message = $$"""{"role":"ROLE_USER","messageId":"{{messageId}}","taskId":"{{taskId}}","parts":[{"text":"Hello"}]}""";
        return Call("SendMessage", $$"""{"message":{{message}} }""");
    }

    /// <summary>A further webhook for a task.</summary>
    public static Request PutConfig(string taskId, Uri webhook, long token) => Call(
        "CreateTaskPushNotificationConfig",
        $$"""{"taskId":"{{taskId}}","id":"config-{{token}}","url":"{{webhook}}","token":"{{token:D12}}"}""");

    /// <summary>A stream of a task's events.</summary>
    public static Request Subscribe(string taskId) => Call("SubscribeToTask", $$"""{"id":"{{taskId}}"}""");

    /// <summary>The newest tasks of the caller.</summary>
    public static Request List(int pageSize) => Call("ListTasks", $$"""{"pageSize":{{pageSize}}}""");

    /// <summary>One of the same, for another client to number.</summary>
    public Request Copy()
    {
        var copy = new Request([.. _bytes]);
        copy._marks.AddRange(_marks);
        copy._streams.AddRange(_streams);
        return copy;
    }

    /// <summary>The request with this number.</summary>
    public ReadOnlyMemory<byte> Numbered(long number)
    {
        foreach (var at in _marks)
        {
            Utf8Formatter.TryFormat(number, _bytes.AsSpan(at, Mark.Length), out _, new('D', (byte)Mark.Length));
        }

        return _bytes;
    }

    private static Request Call(string method, string parameters, string path = "/")
    {
        const string Headers = "Host: 127.0.0.1\r\nA2A-Version: 1.0\r\nContent-Type: application/json";
        var body = $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}} }""";
        var head = $"POST {path} HTTP/1.1\r\n{Headers}\r\nContent-Length: {body.Length}\r\n\r\n";
        return Of(Encoding.ASCII.GetBytes(head + body));
    }

    private static Request Of(byte[] bytes)
    {
        var request = new Request(bytes);
        for (var at = 0; request._bytes.AsSpan(at).IndexOf("############"u8) is var found and >= 0; at += found + Mark.Length)
        {
            request._marks.Add(at + found);
        }

        return request;
    }
}
