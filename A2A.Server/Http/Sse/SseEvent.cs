using System.Text;

namespace A2A.Server.Http.Sse;

/// <summary>One server-sent event (HTML Living Standard, section 9.2).</summary>
/// <param name="Id">What the caller sends back as <c>Last-Event-ID</c>; without line breaks.</param>
/// <param name="Data">JSON on one line.</param>
/// <param name="Name">The event's type; null for an ordinary one.</param>
internal readonly record struct SseEvent(string? Id, ReadOnlyMemory<byte> Data, string? Name = null)
{
    /// <summary>
    /// A comment, which clients pass over. A blank line after it would be an empty event to clients that dispatch one whenever
    /// they have seen an id, as httpx-sse does.
    /// </summary>
    public static ReadOnlyMemory<byte> Heartbeat { get; } = ": heartbeat\n"u8.ToArray();

    /// <summary>The event in one piece. Data first: simple clients look only at how a chunk begins.</summary>
    public ReadOnlyMemory<byte> ToBytes() => (byte[])[.. DataLine().Span, .. Rest().Span];

    /// <summary>The line with the data alone: some clients take all of a chunk after <c>data: </c> for JSON.</summary>
    public ReadOnlyMemory<byte> DataLine() => (byte[])[.. "data: "u8, .. Data.Span, (byte)'\n'];

    /// <summary>What follows the data, up to the blank line that ends the event.</summary>
    public ReadOnlyMemory<byte> Rest() =>
        Encoding.UTF8.GetBytes((Id is null ? "" : $"id: {Id}\n") + (Name is null ? "" : $"event: {Name}\n") + "\n");
}
