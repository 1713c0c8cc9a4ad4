using System.Collections.Concurrent;
using System.Diagnostics;
using A2A.Server.Diagnostics;
using A2A.Server.Redis;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Http;

public sealed class CallSpanTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_call_is_a_span_inside_the_requests_span_with_its_task_and_agent()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);

        var answer = await api.CallAsync("message/send", ApiServer.Say("Q1"), "/agents/report");

        var span = await Eventually.NotNullAsync(() => Task.FromResult(
            ended.FirstOrDefault(activity => (string?)activity.GetTagItem("a2a.task.id") == (string?)answer["result"]?["id"] && activity.OperationName == "a2a.message/send")));
        span.GetTagItem("a2a.agent").ShouldBe("report");
        span.Parent?.OperationName.ShouldBe("Microsoft.AspNetCore.Hosting.HttpRequestIn");
        span.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task The_span_of_a_stream_ends_with_the_stream()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);

        await using var reader = await api.StreamAsync("message/stream", ApiServer.Say("be quick"));
        var events = await reader.RestAsync();

        var task = (string?)events[0].Result["id"];
        var span = await Eventually.NotNullAsync(() => Task.FromResult(
            ended.FirstOrDefault(activity => (string?)activity.GetTagItem("a2a.task.id") == task && activity.OperationName == "a2a.message/stream")));
        ended.TakeWhile(activity => activity != span)
            .ShouldContain(activity => activity.OperationName == "task.step" && (string?)activity.GetTagItem("a2a.task.id") == task);
    }

    [Fact]
    public async Task A_failure_is_told_to_the_log_and_the_span_but_not_to_the_caller()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        var guard = RedisKeys.Message(TaskId.PartitionOf("broken", 16), "demo", "long-running", "broken");
        await api.Database.HashSetAsync(guard, "not", "a string");

        var answer = await api.CallAsync("message/send", ApiServer.Say("be quick", messageId: "broken"));

        ((int?)answer["error"]?["code"]).ShouldBe(-32603);
        answer.ToJsonString().ShouldNotContain("WRONGTYPE");
        await Eventually.TrueAsync(() => Task.FromResult(
            ended.Any(activity => activity.Status == ActivityStatusCode.Error && activity.GetTagItem("rpc.response.status_code") is -32603)));
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is AgentTelemetry.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
