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

        await new EventStream(new NeverStops(), Options.Create(new HttpOptions()), TimeProvider.System, NullLogger<EventStream>.Instance)
            .WriteAsync(context, new[] { new SseEvent("1-0", large), new SseEvent("2-0", large) }.ToAsyncEnumerable(), failure: default);

        var length = "data: \nid: 1-0\n\n".Length + large.Length;
        body.Writes.ShouldBe([length, length]);
        body.Flushes.ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_says_so_last()
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };

        await new EventStream(new NeverStops(), Options.Create(new HttpOptions()), TimeProvider.System, NullLogger<EventStream>.Instance)
            .WriteAsync(context, BreakOffAsync(), new SseEvent(null, "{}"u8.ToArray(), "error"));

        System.Text.Encoding.UTF8.GetString(body.ToArray()).ShouldBe("data: 1\nid: 1-0\n\ndata: {}\nevent: error\n\n");
    }

    [Fact]
    public async Task An_event_that_comes_in_the_moment_of_a_heartbeat_is_sent()
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        var arrives = new TaskCompletionSource(); // goes on where it is set: inside the timer

        await new EventStream(new NeverStops(), Options.Create(new HttpOptions()), new LateTime(arrives), NullLogger<EventStream>.Instance)
            .WriteAsync(context, OneAsync(arrives.Task), new SseEvent(null, "{}"u8.ToArray(), "error"));

        System.Text.Encoding.UTF8.GetString(body.ToArray()).ShouldBe("data: 1\nid: 1-0\n\n");
    }

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

        public int Flushes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(buffer.Length);
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return Task.CompletedTask;
        }
    }
}
