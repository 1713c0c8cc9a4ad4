using A2A.Protocol;
using A2A.Protocol.JsonRpc;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Task = System.Threading.Tasks.Task;

namespace A2A.SampleClient.Tests;

public sealed class DisconnectScenarioTests
{
    private const string Short = "00:00:00.300";

    [Fact]
    public async Task A_task_that_completes_after_the_disconnect_passes()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver(Webhooks.Of("working"), then: Webhooks.Of("working", "completed"));

        var run = await ClientRun.BetweenAsync(agent, receiver);

        run.Output.ShouldContain("VERDICT: passed");
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("Agent: Trainer 1.0");
        run.Output.ShouldContain("event 2-0: working");
        run.Output.ShouldContain("Accuracy 0.97");
        run.Output.ShouldNotContain("✘");
    }

    [Fact]
    public async Task An_agent_that_is_out_of_reach_for_a_moment_is_asked_again_when_it_says()
    {
        await using var agent = new FakeAgent { Unavailable = 2 };
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed"));

        var run = await ClientRun.BetweenAsync(agent, receiver);

        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("0.3")]
    public async Task The_version_is_what_the_card_offers(string version)
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed"));

        var run = await ClientRun.BetweenAsync(agent, receiver, options: ["--version", version]);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("Agent: Trainer 1.0, by A2A 0.3 over JSONRPC");
    }

    [Theory]
    [InlineData("--version", "1.0")]
    [InlineData("--binding", "http")]
    public async Task What_the_card_does_not_offer_fails(string option, string value)
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: []);

        var run = await ClientRun.BetweenAsync(agent, receiver, options: [option, value]);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("The card of Trainer names no endpoint that fits");
    }

    [Fact]
    public async Task Over_gRPC_the_key_and_the_trace_go_along_and_the_call_is_closed_before_the_client_waits()
    {
        await using var agent = new FakeGrpcAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed")) { Before = () => agent.HungUp };
        await agent.StartAsync();
        await receiver.StartAsync();

        var run = await ClientRun.OfAsync(
            ["disconnect", "--binding", "grpc", .. ClientRun.Settings(agent, receiver), "--SampleClient:ApiKey=key-of-a-caller"]);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("by A2A 1.0 over GRPC");
        run.Output.ShouldContain("event e1+1: working");
        agent.Headers.Select(headers => headers["x-api-key"].ToString()).Distinct().ShouldBe(["key-of-a-caller"]);
        var parents = agent.Headers.Select(headers => headers.TraceParent.ToString()).ToList();
        parents.Count.ShouldBe(2);
        parents.ShouldAllBe(parent => parent.EndsWith("-01"));
        run.Output.ShouldContain($"Trace {parents.Select(parent => parent.Split('-')[1]).Distinct().ShouldHaveSingleItem()}");
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    public async Task An_agent_over_gRPC_that_is_out_of_reach_for_a_moment_is_asked_again_when_it_says(StatusCode code)
    {
        var run = await OfRefusedAsync(code, Any.Pack(new RetryInfo { RetryDelay = new() }));

        run.ExitCode.ShouldBe(0, run.Output);
    }

    [Theory]
    [InlineData(StatusCode.Internal, true)]
    [InlineData(StatusCode.Unavailable, false)]
    public async Task An_agent_over_gRPC_that_does_not_say_so_is_not_asked_again(StatusCode code, bool says)
    {
        var run = await OfRefusedAsync(code, says ? Any.Pack(new RetryInfo { RetryDelay = new() }) : Any.Pack(new Google.Rpc.ErrorInfo()));

        ShouldHaveFailed(run, "Not now.");
    }

    [Fact]
    public async Task An_agent_that_is_not_there_over_gRPC_is_told_as_over_the_other_bindings()
    {
        await using var agent = new FakeGrpcAgent { GrpcIsGone = true };
        await using var receiver = new FakeReceiver([], then: []);
        await agent.StartAsync();
        await receiver.StartAsync();

        var run = await ClientRun.OfAsync(["disconnect", "--binding", "grpc", .. ClientRun.Settings(agent, receiver)]);

        ShouldHaveFailed(run, "Connection refused");
    }

    [Fact]
    public async Task The_connection_is_closed_before_the_client_waits_for_webhooks()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed")) { Before = () => agent.HungUp };

        var run = await ClientRun.BetweenAsync(agent, receiver);

        run.ExitCode.ShouldBe(0, run.Output);
        agent.HungUp.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task The_agent_is_told_the_receivers_address_and_the_secret()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed"));

        var run = await ClientRun.BetweenAsync(agent, receiver);

        agent.PushConfig!.Url.ShouldBe($"{receiver.Url}/webhook/notifications");
        agent.PushConfig.Secret.ShouldBe(ClientRun.Secret);
        run.Output.ShouldNotContain(ClientRun.Secret);
    }

    [Fact]
    public async Task Each_service_gets_its_own_key_and_nobody_sees_it()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed")) { Key = "key-of-the-listings" };

        var run = await ClientRun.BetweenAsync(
            agent, receiver, options: ["--SampleClient:ApiKey=key-of-a-caller", "--SampleClient:ReceiverKey=key-of-the-listings"]);

        run.ExitCode.ShouldBe(0, run.Output);
        agent.Keys.Distinct().ShouldBe(["key-of-a-caller"]);
        receiver.Keys.Distinct().ShouldBe(["key-of-the-listings"]);
        run.Output.ShouldNotContain("key-of");
    }

    [Fact]
    public async Task Without_the_settings_no_key_is_sent()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed"));

        await ClientRun.BetweenAsync(agent, receiver, options: ["--SampleClient:ApiKey="]);

        agent.Keys.Distinct().ShouldBe([null]);
        receiver.Keys.Distinct().ShouldBe([null]);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_a_key_fails_with_the_setting_that_is_missing()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: []) { Key = "key-of-the-listings" };

        ShouldHaveFailed(await ClientRun.BetweenAsync(agent, receiver, Short), "SampleClient:ReceiverKey");
    }

    [Theory]
    [InlineData("ApiKey")]
    [InlineData("ReceiverKey")]
    public async Task A_key_that_cannot_stand_in_a_header_is_an_error_that_names_the_setting(string setting)
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: []);

        var run = await ClientRun.BetweenAsync(agent, receiver, options: [$"--SampleClient:{setting}=a key"]);

        run.ExitCode.ShouldNotBe(0);
        run.Output.ShouldContain($"SampleClient:{setting} must hold only visible ASCII");
    }

    [Fact]
    public async Task The_trace_that_is_shown_has_every_call_of_the_run()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed"));

        var run = await ClientRun.BetweenAsync(agent, receiver);

        var traceId = agent.TraceParent!.Split('-')[1];
        agent.TraceParent.ShouldEndWith("-01", customMessage: "the submission is sampled");
        run.Output.ShouldContain($"Trace {traceId}");
        receiver.TraceParents.Count.ShouldBe(3, "whether it is there, what is there, and one stream: nothing polls");
        receiver.TraceParents.ShouldAllBe(parent => parent != null && parent.Contains(traceId));
    }

    [Fact]
    public async Task A_receiver_that_is_away_for_a_moment_is_asked_again()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed")) { Failures = 3 };

        var run = await ClientRun.BetweenAsync(agent, receiver);

        run.Output.ShouldContain("VERDICT: passed");
    }

    [Fact]
    public async Task A_stream_that_breaks_is_taken_up_after_the_last_webhook()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("submitted", "working", "completed")) { Breaks = 1 };

        var run = await ClientRun.BetweenAsync(agent, receiver);

        run.Output.ShouldContain("VERDICT: passed");
        receiver.Places.ShouldBe([0, 1, 2]);
        run.Output.Split('\n').Count(line => line.Contains("  webhook ")).ShouldBe(3);
    }

    [Fact]
    public async Task A_task_that_never_completes_fails()
    {
        await using var agent = new FakeAgent { Task = new() { Id = FakeAgent.TaskId, Status = new() { State = TaskState.Working } } };
        await using var receiver = new FakeReceiver(Webhooks.Of("working"), then: Webhooks.Of("working"));

        var run = await ClientRun.BetweenAsync(agent, receiver, Short);

        ShouldHaveFailed(run, "no verified webhook told that the task is completed within 00:00:00.3");
        run.Output.ShouldContain("the task is working");
    }

    [Fact]
    public async Task Notifications_that_are_not_verified_fail()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("!working", "completed"));

        ShouldHaveFailed(await ClientRun.BetweenAsync(agent, receiver), "1 of 2 notifications not verified (the first is unsigned)");
    }

    [Fact]
    public async Task A_forged_completion_does_not_end_the_wait()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver(Webhooks.Of("!completed"), then: Webhooks.Of("!completed"));

        ShouldHaveFailed(await ClientRun.BetweenAsync(agent, receiver, Short), "no verified webhook told that the task is completed");
    }

    [Fact]
    public async Task States_out_of_order_fail()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("working", "submitted", "completed"));

        ShouldHaveFailed(await ClientRun.BetweenAsync(agent, receiver), "the states came as [working, submitted, completed]");
    }

    [Fact]
    public async Task Missing_webhooks_fail_though_the_task_is_completed()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: []);

        var run = await ClientRun.BetweenAsync(agent, receiver, Short);

        ShouldHaveFailed(run, "no webhook arrived within 00:00:00.3");
        run.Output.ShouldContain("✔ The task is completed");
    }

    [Fact]
    public async Task A_webhook_that_came_before_the_disconnect_fails()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver(Webhooks.Of("completed"), then: Webhooks.Of("completed"));

        ShouldHaveFailed(await ClientRun.BetweenAsync(agent, receiver), "had arrived before the connection was closed");
    }

    [Fact]
    public async Task An_agent_that_refuses_fails_with_its_reason()
    {
        await using var agent = new FakeAgent { Refusal = new() { Code = A2AErrorCode.PushNotificationNotSupported, Message = "No webhooks here" } };
        await using var receiver = new FakeReceiver([], then: []);

        ShouldHaveFailed(await ClientRun.BetweenAsync(agent, receiver), "No webhooks here (code -32003)");
    }

    [Fact]
    public async Task An_agent_that_is_not_there_fails()
    {
        await using var gone = new FakeAgent();
        await gone.StartAsync();
        var url = gone.Url;
        await gone.DisposeAsync();

        var run = await ClientRun.OfAsync("disconnect", $"--SampleClient:AgentUrl={url}", "--SampleClient:WebhookSecret=s");

        ShouldHaveFailed(run, "Connection refused");
    }

    [Fact]
    public async Task A_run_that_is_stopped_fails_with_that_reason()
    {
        await using var agent = new FakeAgent();
        await using var receiver = new FakeReceiver([], then: []);

        ShouldHaveFailed(await ClientRun.BetweenAsync(agent, receiver, stop: agent.HungUp), "it was stopped");
    }

    /// <summary>A run over gRPC whose first two calls are refused.</summary>
    private static async Task<ClientRun> OfRefusedAsync(StatusCode code, Any detail)
    {
        await using var agent = new FakeGrpcAgent
        {
            Unavailable = 2,
            Refusal = new() { Code = (int)code, Message = "Not now.", Details = { detail } },
        };
        await using var receiver = new FakeReceiver([], then: Webhooks.Of("completed")) { Before = () => agent.HungUp };
        await agent.StartAsync();
        await receiver.StartAsync();
        return await ClientRun.OfAsync(["disconnect", "--binding", "grpc", .. ClientRun.Settings(agent, receiver)]);
    }

    private static void ShouldHaveFailed(ClientRun run, string reason)
    {
        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.Split('\n').Single(line => line.StartsWith("VERDICT: FAILED (")).ShouldContain(reason);
    }
}
