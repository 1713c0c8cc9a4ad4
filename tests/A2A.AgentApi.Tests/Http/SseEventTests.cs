using System.Buffers;
using System.Text;
using A2A.AgentApi.Http;

namespace A2A.AgentApi.Tests.Http;

public sealed class SseEventTests
{
    private readonly ArrayBufferWriter<byte> _writer = new();

    private string Written => Encoding.UTF8.GetString(_writer.WrittenSpan);

    [Fact]
    public void An_event_begins_with_its_data_and_ends_with_a_blank_line()
    {
        new SseEvent("1-0", """{"a":1}"""u8.ToArray()).Write(_writer);

        Written.ShouldBe("data: {\"a\":1}\nid: 1-0\n\n");
    }

    [Fact]
    public void An_event_without_id_leaves_the_clients_last_one()
    {
        new SseEvent(null, "{}"u8.ToArray()).Write(_writer);

        Written.ShouldBe("data: {}\n\n");
    }

    [Fact]
    public void A_heartbeat_is_a_comment()
    {
        SseEvent.WriteHeartbeat(_writer);

        Written.ShouldBe(": heartbeat\n\n");
    }
}
