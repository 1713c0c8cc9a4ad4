using System.Net;
using System.Net.Sockets;
using System.Text;

namespace A2A.Bench.Redis;

/// <summary>Reads what clients send to Redis, by MONITOR.</summary>
internal sealed class RedisMonitor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TcpClient _client = new();
    private StreamReader _lines = StreamReader.Null;

    public static async Task<RedisMonitor> StartAsync(int port, CancellationToken cancellationToken)
    {
        var monitor = new RedisMonitor();
        await monitor._client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        monitor._lines = new StreamReader(monitor._client.GetStream(), Encoding.Latin1);
        await monitor._client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), cancellationToken);
        await monitor._lines.ReadLineAsync(cancellationToken);
        return monitor;
    }

    /// <summary>The calls of scripts and functions, in order, up to a command that holds this text; bytes as Latin-1.</summary>
    public async Task<IReadOnlyList<string[]>> ScriptsUntilAsync(string end, CancellationToken cancellationToken)
    {
        List<string[]> calls = [];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (await _lines.ReadLineAsync(limit.Token) is { } line && !line.Contains(end, StringComparison.Ordinal))
        {
            // +1795943320.371577 [0 127.0.0.1:38850] "EVALSHA" "825308ca…" "2" "a2a:v1:{p02}:work" …; what scripts call has [0 lua].
            var arguments = Parse(line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..]);
            if (arguments is ["EVALSHA" or "FCALL", ..])
            {
                calls.Add(arguments);
            }
        }

        return calls;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _client.Dispose();
    }

    // "a" "b\"c" "\xe2\x9a"
    private static string[] Parse(string text)
    {
        List<string> arguments = [];
        StringBuilder? current = null;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when current is null:
                    current = new();
                    break;
                case '"':
                    arguments.Add(current.ToString());
                    current = null;
                    break;
                case '\\' when current is not null && text[i + 1] == 'x':
                    current.Append((char)Convert.ToInt32(text.Substring(i + 2, 2), 16));
                    i += 3;
                    break;
                case '\\' when current is not null:
                    i++;
                    current.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'a' => '\a', 'b' => '\b', var other => other });
                    break;
                default:
                    current?.Append(text[i]);
                    break;
            }
        }

        return [.. arguments];
    }
}
