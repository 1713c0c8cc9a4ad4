using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using Microsoft.AspNetCore.Http;

namespace A2A.Protocol.Tests.Client;

/// <summary>Asking for a task until it ends.</summary>
public sealed class WaitTests
{
    public static TheoryData<ProtocolVersion, ProtocolBinding> AllWays => Ways.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_task_is_asked_for_with_growing_pauses_until_it_ends(ProtocolVersion version, ProtocolBinding binding)
    {
        var time = new HurriedTime();
        var questions = 0;
        await using var server = await AgentServer.StartAsync((context, body) => new Incoming(context, body, version, binding)
            .GiveTaskAsync(Events.Task(Interlocked.Increment(ref questions) < 6 ? TaskState.Working : TaskState.Completed)));

        var task = await server.ClientOf(version, binding, options => InSeconds(options, time)).WaitAsync("task-1", Token);

        task.Status.State.ShouldBe(TaskState.Completed);
        time.Pauses.Select(pause => pause.TotalSeconds).ShouldBe([1, 2, 4, 8, 10]);
    }

    [Theory]
    [InlineData(TaskState.InputRequired)]
    [InlineData(TaskState.AuthRequired)]
    [InlineData(TaskState.Failed)]
    public async Task A_task_that_waits_for_the_caller_or_failed_ends_the_waiting(TaskState state)
    {
        await using var server = await ServeAsync(call => call.GiveTaskAsync(Events.Task(state)));

        (await Newer(server).WaitAsync("task-1", Token)).Status.State.ShouldBe(state);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_longer_pause_gets_it()
    {
        var time = new HurriedTime();
        var questions = 0;
        await using var server = await ServeAsync(call =>
        {
            if (Interlocked.Increment(ref questions) == 3)
            {
                return call.GiveTaskAsync(Events.Task(TaskState.Completed));
            }

            call.Context.Response.StatusCode = questions == 1 ? 429 : 503;
            call.Context.Response.Headers.RetryAfter = questions == 1 ? "30" : time.GetUtcNow().AddSeconds(60).ToString("R");
            return Task.CompletedTask;
        });

        await Newer(server, options => InSeconds(options, time)).WaitAsync("task-1", Token);

        time.Pauses.Select(pause => pause.TotalSeconds).ShouldBe([30, 60]);
    }

    [Fact]
    public async Task What_does_not_pass_is_the_callers_at_once()
    {
        await using var server = await ServeAsync(call => call.RefuseAsync(A2AErrorCode.TaskNotFound, "TASK_NOT_FOUND", 404));

        var error = await Should.ThrowAsync<A2AException>(() => Newer(server).WaitAsync("task-1", Token));

        error.Code.ShouldBe(A2AErrorCode.TaskNotFound);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Broken_connections_do_not_end_the_waiting()
    {
        var questions = 0;
        await using var server = await ServeAsync(call =>
        {
            if (Interlocked.Increment(ref questions) == 3)
            {
                return call.GiveTaskAsync(Events.Task(TaskState.Completed));
            }

            call.Context.Abort();
            return Task.CompletedTask;
        });

        (await Newer(server).WaitAsync("task-1", Token)).Status.State.ShouldBe(TaskState.Completed);
    }

    [Fact]
    public async Task The_waiting_has_a_time_limit()
    {
        await using var server = await ServeAsync(call => call.GiveTaskAsync(Events.Task(TaskState.Working)));
        var client = Newer(server, options => options with { Polling = options.Polling with { TimeLimit = TimeSpan.FromMilliseconds(50) } });

        var error = await Should.ThrowAsync<TimeoutException>(() => client.WaitAsync("task-1", Token));

        error.Message.ShouldStartWith("Task task-1 did not end within 00:00:00.0500000");
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = await ServeAsync(async call =>
        {
            await call.GiveTaskAsync(Events.Task(TaskState.Working));
            await call.Context.Response.CompleteAsync();
            await cancellation.CancelAsync();
        });

        await Should.ThrowAsync<OperationCanceledException>(() => Newer(server).WaitAsync("task-1", cancellation.Token));
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0.5)]
    [InlineData(3, 0, 4)]
    [InlineData(10, 0, 30)]
    [InlineData(5000, 0, 30)]
    [InlineData(5000, 1, 15)]
    public void A_pause_grows_to_the_longest_and_chance_takes_up_to_a_half(int repetition, double jitter, double seconds) =>
        new Backoff { First = TimeSpan.FromSeconds(1), Factor = 2, Longest = TimeSpan.FromSeconds(30) }
            .Pause(repetition, jitter).TotalSeconds.ShouldBe(seconds);

    private static A2AClientOptions InSeconds(A2AClientOptions options, TimeProvider time) => options with
    {
        Time = time,
        Jitter = () => 0,
        Polling = new() { TimeLimit = Timeout.InfiniteTimeSpan, Pauses = new() { First = TimeSpan.FromSeconds(1), Factor = 2, Longest = TimeSpan.FromSeconds(10) } },
    };

    private static Task<AgentServer> ServeAsync(Func<Incoming, Task> answer) => AgentServer.StartAsync(
        (context, body) => answer(new Incoming(context, body, ProtocolVersion.V10, ProtocolBinding.HttpJson)));

    private static A2AClient Newer(AgentServer server, Func<A2AClientOptions, A2AClientOptions>? change = null) =>
        server.ClientOf(ProtocolVersion.V10, ProtocolBinding.HttpJson, change);
}
