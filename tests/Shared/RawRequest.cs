using System.Net.Sockets;
using System.Text;

namespace A2A.Tests;

/// <summary>Requests that no client library sends.</summary>
internal static class RawRequest
{
    /// <summary>Posts JSON whose only chunk says that it has 16^16 - 1 bytes (RFC 9112, section 7.1).</summary>
    /// <returns>The status line of the answer; null where the connection closes without one.</returns>
    public static async Task<string?> WithAnImpossibleChunkAsync(Uri server, string path, CancellationToken cancellationToken)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Host, server.Port, cancellationToken);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "FFFFFFFFFFFFFFFF\r\n{"),
            cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(cancellationToken);
    }
}
