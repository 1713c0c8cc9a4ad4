using System.Text;

namespace A2A.Server.Http.Sse;

/// <summary>One server-sent event (HTML Living Standard, section 9.2).</summary>
/// <param name="Id">What the caller sends back as <c>Last-Event-ID</c>; without line breaks.</param>
/// <param name="Data">JSON on one line.</param>
/// <param name="Name">The event's type; null for an ordinary one.</param>
internal readonly record struct SseEvent(string? Id, ReadOnlyMemory<byte> Data, string? Name = null)
{
    /// <summary>A comment, which clients pass over.</summary>
    public static ReadOnlyMemory<byte> Heartbeat { get; } = ": heartbeat\n\n"u8.ToArray();

    /// <summary>
    /// The event in one piece, so that it leaves in one piece. Data first: simple clients look only at how a chunk begins.
    /// </summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var rest = (Id is null ? "" : $"\nid: {Id}") + (Name is null ? "" : $"\nevent: {Name}") + "\n\n";
        return (byte[])[.. "data: "u8, .. Data.Span, .. Encoding.UTF8.GetBytes(rest)];
    }
}
