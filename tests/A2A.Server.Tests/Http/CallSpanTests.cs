using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using A2A.Server.Diagnostics;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Http;

public sealed class CallSpanTests(ApiServer api, RedisFixture redis) : IClassFixture<ApiServer>, IClassFixture<RedisFixture>
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
    public async Task The_span_of_a_call_whose_caller_hangs_up_ends_too()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        var gate = new GatedAgent();
        await using var replica = ApiReplica.Start(redis.Server, new() { ["Callers:ApiKeys:erin"] = KeyedApi.Alice }, gate);
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/agents/gated")
        {
            Content = new StringContent(ApiServer.Request("message/send", ApiServer.Say("wait")), Encoding.UTF8, "application/json"),
            Headers = { { "X-API-Key", KeyedApi.Alice } },
        };
        var send = replica.Client.SendAsync(request, gone.Token);
        var task = await Eventually.NotNullAsync(() => OnlyTaskAsync(replica), "the task");

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(send);
        await Eventually.TrueAsync(() => Task.FromResult(ended.Any(activity =>
            activity.OperationName == "a2a.message/send" && (string?)activity.GetTagItem("a2a.task.id") == task)), "the span");
        gate.Open();

        static async Task<string?> OnlyTaskAsync(ApiReplica replica)
        {
            using var list = await replica.GetAsync("/agents/gated/tasks", ("X-API-Key", KeyedApi.Alice), ("A2A-Version", "1.0"));
            var tasks = (await list.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))?["tasks"]?.AsArray();
            return tasks is [{ } only] ? (string?)only["id"] : null;
        }
    }

    [Fact]
    public async Task A_failure_is_told_to_the_log_and_the_span_but_not_to_the_caller()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended);
        var guard = RedisKeys.Message(TaskId.PartitionOf("broken", 16), "demo", "long-running", contextId: null, "broken");
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
