using System.Diagnostics;
using A2A.Server.Diagnostics;

namespace A2A.Server.Tests.Diagnostics;

public sealed class TraceContextTests : IDisposable
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly ActivitySource Source = new("A2A.Tests.TraceContext");

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "A2A.Tests.TraceContext",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public TraceContextTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void State_and_baggage_travel_from_the_submission_to_the_webhook()
    {
        string? kept;
        using (var submission = new Activity("submission").SetParentId(Parent))
        {
            submission.TraceStateString = "vendor=value";
            submission.SetBaggage("tenant", "a b");
            submission.Start();
            kept = TraceContext.Current;
        }

        using var delivery = Source.Start("webhook.deliver", ActivityKind.Client, kept);
        var headers = TraceContext.HeadersOf(delivery, kept).ToDictionary(header => header.Name, header => header.Value);

        delivery.ShouldNotBeNull().TraceId.ToString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
        headers["traceparent"].ShouldBe(delivery.Id);
        headers["tracestate"].ShouldBe("vendor=value");
        headers["baggage"].ShouldContain("tenant");
        headers["baggage"].ShouldContain("a%20b");
    }

    [Fact]
    public void An_events_own_cause_comes_with_the_rest_of_what_its_task_brought() =>
        TraceContext.Of("00-cause", $"{Parent}\nvendor=value\nk=v").ShouldBe("00-cause\nvendor=value\nk=v");

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", Parent, Parent)]
    [InlineData("00-cause", null, "00-cause")]
    [InlineData("00-cause", Parent, "00-cause")]
    [InlineData("00-cause\nits=own", Parent + "\nthe=tasks", "00-cause\nits=own")]
    public void What_is_missing_is_taken_from_the_other(string? cause, string? task, string? expected) =>
        TraceContext.Of(cause, task).ShouldBe(expected);

    [Fact]
    public void Without_a_span_the_headers_are_passed_on_as_they_are_kept() =>
        TraceContext.HeadersOf(span: null, $"{Parent}\n\nk=v").ShouldBe([("traceparent", Parent), ("baggage", "k=v")]);

    [Fact]
    public void Baggage_that_is_longer_than_4096_characters_is_left_out()
    {
        using var submission = new Activity("submission");
        submission.SetBaggage("long", new string('x', 5000));
        submission.Start();

        TraceContext.Current.ShouldBe(submission.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("nonsense\nmore\nk=v")]
    public void What_is_no_context_begins_a_trace_of_its_own(string kept)
    {
        using var span = Source.Start("task.execute", ActivityKind.Consumer, kept);

        span.ShouldNotBeNull().ParentSpanId.ToString().ShouldBe("0000000000000000");
    }
}
