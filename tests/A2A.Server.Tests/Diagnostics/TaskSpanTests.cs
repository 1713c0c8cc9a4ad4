using System.Collections.Concurrent;
using System.Diagnostics;
using A2A.Server.Diagnostics;
using A2A.Server.Tests.Http;

namespace A2A.Server.Tests.Diagnostics;

/// <summary>What the span of a run tells of it.</summary>
public sealed class TaskSpanTests : IClassFixture<ApiServer>, IDisposable
{
    private readonly ApiServer _api;
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public TaskSpanTests(ApiServer api)
    {
        _api = api;
        _listener = new()
        {
            ShouldListenTo = source => source.Name is AgentTelemetry.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Changes_of_state_are_events_of_the_runs_span()
    {
        var task = await SendAsync("be quick");

        var run = await EndedAsync("task.execute", task);
        StatesOf(run).ShouldBe(["working", "completed"]);
        run.GetTagItem("a2a.task.state").ShouldBe("completed");
        run.GetTagItem("a2a.outcome").ShouldBe("ended");
        run.GetTagItem("a2a.resumed").ShouldBe(false);
        run.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task The_span_of_a_task_that_failed_is_an_error_without_the_exceptions_text()
    {
        var task = await SendAsync("throw", "/agents/gated");

        var run = await EndedAsync("task.execute", task);
        StatesOf(run).ShouldBe(["working", "failed"]);
        run.Status.ShouldBe(ActivityStatusCode.Error);
        run.GetTagItem("error.type").ShouldBe("System.InvalidOperationException");
        run.TagObjects.ShouldAllBe(tag => !tag.Value!.ToString()!.Contains("secret detail"));
    }

    [Fact]
    public async Task A_later_message_to_a_task_links_to_the_trace_of_the_one_before()
    {
        var task = await SendAsync("ask", "/agents/gated");
        var first = await EndedAsync("task.execute", task);

        await _api.CallAsync("message/send", $$"""
            {"message":{"role":"user","messageId":"{{Guid.NewGuid()}}","taskId":"{{task}}","parts":[{"kind":"text","text":"ask"}]} }
            """, "/agents/gated");

        var second = await Eventually.NotNullAsync(() => Task.FromResult(_ended.FirstOrDefault(span =>
            span.OperationName == "a2a.message/send" && span.TraceId != first.TraceId && (string?)span.GetTagItem("a2a.task.id") == task)));
        second.Links.ShouldHaveSingleItem().Context.TraceId.ShouldBe(first.TraceId);
        StatesOf(first)[^1].ShouldBe("input-required");
    }

    [Fact]
    public async Task A_question_about_a_task_links_to_the_tasks_own_trace()
    {
        var task = await SendAsync("be quick");

        await _api.CallAsync("tasks/get", $$"""{"id":"{{task}}"}""");

        var run = await EndedAsync("task.execute", task);
        (await EndedAsync("a2a.tasks/get", task)).Links.ShouldHaveSingleItem().Context.TraceId.ShouldBe(run.TraceId);
    }

    private async Task<string> SendAsync(string text, string path = "/")
    {
        var answer = await _api.CallAsync("message/send", ApiServer.Say(text), path);
        return ((string?)answer["result"]?["id"]).ShouldNotBeNull();
    }

    private Task<Activity> EndedAsync(string name, string task) => Eventually.NotNullAsync(
        () => Task.FromResult(_ended.FirstOrDefault(span => span.OperationName == name && (string?)span.GetTagItem("a2a.task.id") == task)),
        $"the span {name}");

    private static string[] StatesOf(Activity run) =>
        [.. run.Events.Where(change => change.Name == "a2a.task.state").Select(change => (string)change.Tags.Single().Value!)];
}
