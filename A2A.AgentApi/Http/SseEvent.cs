using System.Buffers;
using System.Text;

namespace A2A.AgentApi.Http;

/// <summary>One server-sent event (HTML Living Standard, section 9.2).</summary>
/// <param name="Id">What the caller sends back as <c>Last-Event-ID</c>; without line breaks.</param>
/// <param name="Data">JSON on one line.</param>
internal readonly record struct SseEvent(string? Id, ReadOnlyMemory<byte> Data)
{
    /// <summary>Writes the event. Data first: simple clients look only at how a chunk begins.</summary>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.Write("data: "u8);
        writer.Write(Data.Span);
        if (Id is not null)
        {
            writer.Write("\nid: "u8);
            Encoding.UTF8.GetBytes(Id, writer);
        }

        writer.Write("\n\n"u8);
    }

    /// <summary>Writes a comment, which clients pass over.</summary>
    public static void WriteHeartbeat(IBufferWriter<byte> writer) => writer.Write(": heartbeat\n\n"u8);
}
