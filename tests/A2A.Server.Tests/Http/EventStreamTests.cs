using A2A.Server.Http;
using A2A.Server.Http.Sse;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace A2A.Server.Tests.Http;

public sealed class EventStreamTests
{
    [Fact]
    public async Task An_event_of_any_size_leaves_in_one_write_and_is_flushed_once()
    {
        var body = new CountingStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        var large = new byte[100_000];
        Array.Fill(large, (byte)'x');

        await NewStream()
            .WriteAsync(
                context,
                new[] { new SseEvent("1-0", large), new SseEvent("2-0", large) }.ToAsyncEnumerable(),
                failure: default,
                idApart: false);

        var length = "data: \nid: 1-0\n\n".Length + large.Length;
        body.Writes.ShouldBe([length, length]);
        body.Flushes.ShouldBe(2);
    }

    [Fact]
    public async Task A_data_line_is_flushed_before_its_id_where_that_is_asked_for()
    {
        var body = new CountingStream();
        var context = new DefaultHttpContext { Response = { Body = body } };

        await NewStream().WriteAsync(
            context,
            new[] { new SseEvent("1-0", "1"u8.ToArray()), new SseEvent(null, "2"u8.ToArray(), "error") }.ToAsyncEnumerable(),
            failure: default,
            idApart: true);

        body.Texts.ShouldBe(["data: 1\n", "id: 1-0\n\n", "data: 2\nevent: error\n\n"]);
        body.Flushes.ShouldBe(3);
    }

    [Fact]
    public async Task The_headers_leave_before_the_first_event_comes()
    {
        var body = new CountingStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        var arrives = new TaskCompletionSource();

        var written = NewStream().WriteAsync(context, OneAsync(arrives.Task), failure: default, idApart: false);
        body.Flushes.ShouldBe(1);
        body.Writes.ShouldBeEmpty();
        arrives.SetResult();
        await written;

        body.Flushes.ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_says_so_last()
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };

        await NewStream()
            .WriteAsync(context, BreakOffAsync(), new SseEvent(null, "{}"u8.ToArray(), "error"), idApart: false);

        System.Text.Encoding.UTF8.GetString(body.ToArray()).ShouldBe("data: 1\nid: 1-0\n\ndata: {}\nevent: error\n\n");
    }

    [Fact]
    public async Task An_event_that_comes_in_the_moment_of_a_heartbeat_is_sent()
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        var arrives = new TaskCompletionSource(); // goes on where it is set: inside the timer

        await NewStream(new LateTime(arrives))
            .WriteAsync(context, OneAsync(arrives.Task), new SseEvent(null, "{}"u8.ToArray(), "error"), idApart: false);

        System.Text.Encoding.UTF8.GetString(body.ToArray()).ShouldBe("data: 1\nid: 1-0\n\n");
    }

    private static EventStream NewStream(TimeProvider? time = null) =>
        new(new NeverStops(), Options.Create(new HttpOptions()), time ?? TimeProvider.System, NullLogger<EventStream>.Instance);

    private static async IAsyncEnumerable<SseEvent> OneAsync(Task arrives)
    {
        await arrives;
        yield return new SseEvent("1-0", "1"u8.ToArray());
    }

    private static async IAsyncEnumerable<SseEvent> BreakOffAsync()
    {
        yield return new SseEvent("1-0", "1"u8.ToArray());
        await Task.Yield();
        throw new InvalidOperationException("a secret detail");
    }

    /// <summary>Every wait times out at once, and what was waited for comes right behind.</summary>
    private sealed class LateTime(TaskCompletionSource arrives) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            arrives.TrySetResult();
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class NeverStops : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new NotSupportedException();
    }

    private sealed class CountingStream : MemoryStream
    {
        public List<int> Writes { get; } = [];

        public List<string> Texts { get; } = [];

        public int Flushes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(buffer.Length);
            Texts.Add(System.Text.Encoding.UTF8.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return Task.CompletedTask;
        }
    }
}
