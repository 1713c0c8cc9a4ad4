using System.Text;
using A2A.Server.Http;
using A2A.Server.Http.Sse;

namespace A2A.Server.Tests.Http;

public sealed class SseEventTests
{
    [Fact]
    public void An_event_begins_with_its_data_and_ends_with_a_blank_line() =>
        Written(new SseEvent("1-0", """{"a":1}"""u8.ToArray())).ShouldBe("data: {\"a\":1}\nid: 1-0\n\n");

    [Fact]
    public void An_event_without_id_leaves_the_clients_last_one() =>
        Written(new SseEvent(null, "{}"u8.ToArray())).ShouldBe("data: {}\n\n");

    [Fact]
    public void An_error_has_a_type_of_its_own() =>
        Written(new SseEvent(null, "{}"u8.ToArray(), "error")).ShouldBe("data: {}\nevent: error\n\n");

    [Fact]
    public void A_heartbeat_is_a_comment_without_the_blank_line_that_would_end_an_event() =>
        Encoding.UTF8.GetString(SseEvent.Heartbeat.Span).ShouldBe(": heartbeat\n");

    [Fact]
    public void The_data_and_the_rest_are_the_event()
    {
        var item = new SseEvent("1-0", """{"a":1}"""u8.ToArray(), "error");

        (Encoding.UTF8.GetString(item.DataLine().Span), Encoding.UTF8.GetString(item.Rest().Span))
            .ShouldBe(("data: {\"a\":1}\n", "id: 1-0\nevent: error\n\n"));
        Written(item).ShouldBe("data: {\"a\":1}\nid: 1-0\nevent: error\n\n");
    }

    private static string Written(SseEvent item) => Encoding.UTF8.GetString(item.ToBytes().Span);
}
