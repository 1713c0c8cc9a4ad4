using System.Net;
using A2A.Faults.Rig;
using A2A.Protocol;
using A2A.Protocol.Client;
using A2A.Protocol.JsonRpc;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Http.Callers;
using A2A.Server.Tests.Redis;

namespace A2A.Server.Tests.Grpc;

/// <summary>The client library over gRPC against the whole server, beside what the other bindings give.</summary>
public sealed class GrpcClientTests(ApiServer api, RedisFixture redis) : IClassFixture<ApiServer>, IClassFixture<RedisFixture>
{
    private static readonly A2AClientOptions Grpc = new A2AClientOptions
    {
        Binding = ProtocolBinding.Grpc,
        Streams = new() { Attempts = 1_000, Pauses = new() { First = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(50) } },
    }.UseGrpc();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_works_at_the_address_that_the_card_names()
    {
        var client = await ConnectAsync(api.Client, "report");
        var context = Guid.NewGuid().ToString();

        var asked = (await client.SendAsync(Say("Generate a report", context), Token)).Task.ShouldNotBeNull();
        var config = await client.SetPushConfigAsync(new() { TaskId = asked.Id, Url = "http://127.0.0.1:2/", Token = "token-1" }, Token);
        var listed = await client.ListPushConfigsAsync(asked.Id, Token);
        var got = await client.GetPushConfigAsync(asked.Id, config.Id.ShouldNotBeNull(), Token);
        await client.DeletePushConfigAsync(asked.Id, config.Id, Token);
        var page = await client.ListTasksAsync(new() { ContextId = context, IncludeArtifacts = true }, Token);
        var answered = await client.SendAsync(Say("Q2", context) with { Message = Say("Q2", context).Message with { TaskId = asked.Id } }, Token);
        var done = await client.WaitAsync(asked.Id, Token);

        client.Endpoint.ShouldBe(new Uri(api.Grpc.Address));
        asked.Status.State.ShouldBe(TaskState.InputRequired);
        listed.ShouldHaveSingleItem().Url.ShouldBe("http://127.0.0.1:2/");
        got.Id.ShouldBe(config.Id);
        (await client.ListPushConfigsAsync(asked.Id, Token)).ShouldBeEmpty();
        page.Tasks.ShouldHaveSingleItem().Id.ShouldBe(asked.Id);
        answered.Task.ShouldNotBeNull().Id.ShouldBe(asked.Id);
        done.Status.State.ShouldBe(TaskState.Completed);
        (await Should.ThrowAsync<A2AException>(() => client.GetExtendedCardAsync(Token))).Info.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_task_is_canceled_and_the_same_task_is_there_in_every_binding()
    {
        var client = await ConnectAsync(api.Client, "gated");
        var sent = await client.SendAsync(Say("wait") with { Configuration = new() { ReturnImmediately = true } }, Token);
        var id = sent.Task.ShouldNotBeNull().Id;

        await client.CancelAsync(id, Token);

        var over = await Task.WhenAll(Enum.GetValues<ProtocolBinding>().Select(async binding =>
            await (await ConnectAsync(api.Client, "gated", Grpc with { Binding = binding })).WaitAsync(id, Token)));
        over.Select(task => (task.Id, task.Status.State)).Distinct().ShouldBe([(id, TaskState.Canceled)]);
    }

    [Fact]
    public async Task A_refusal_is_the_same_error_over_every_binding()
    {
        const string Unknown = "01a1fd41-d2e7-7122-8cef-01bfff9efe0a";
        var ended = (await (await ConnectAsync(api.Client, null)).SendAsync(Say("be quick"), Token)).Task.ShouldNotBeNull().Id;
        Func<A2AClient, Task>[] refused =
        [
            client => client.GetTaskAsync(Unknown, null, Token),
            client => client.CancelAsync(ended, Token),
            client => Events(client.SubscribeAsync(ended, null, Token)),
            client => Events(client.SubscribeAsync(Unknown, null, Token)),
            client => client.SendAsync(new() { Message = new() { MessageId = "", Role = Role.User, Parts = [Part.Of("x")] } }, Token),
            client => client.SetPushConfigAsync(new() { TaskId = ended, Url = "ftp://client.example" }, Token),
            client => client.ListTasksAsync(new() { PageSize = 100_000 }, Token),
            client => client.GetExtendedCardAsync(Token),
        ];

        foreach (var call in refused)
        {
            var errors = new List<A2AException>();
            foreach (var binding in Enum.GetValues<ProtocolBinding>())
            {
                var client = await ConnectAsync(api.Client, null, Grpc with { Binding = binding });
                errors.Add(await Should.ThrowAsync<A2AException>(() => call(client)));
            }

            errors.Select(error => (error.Code, error.Info?.Reason, error.Info?.Domain, string.Join(",", error.FieldViolations), error.RetryAfter))
                .Distinct().ShouldHaveSingleItem(string.Join('\n', errors));
            errors[^1].StatusCode.ShouldBe(errors[(int)ProtocolBinding.HttpJson].StatusCode, errors[^1].Message);
        }
    }

    [Fact]
    public async Task The_key_of_the_HttpClient_goes_along_and_a_wrong_one_or_none_is_unauthorized()
    {
        using var caller = new GrpcCaller();
        await using var replica = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Callers:ApiKeys:alice"] = KeyedApi.Alice });
        using var alice = new HttpClient { BaseAddress = replica.Client.BaseAddress, DefaultRequestHeaders = { { "X-API-Key", KeyedApi.Alice } } };
        using var wrong = new HttpClient { BaseAddress = replica.Client.BaseAddress, DefaultRequestHeaders = { { "X-API-Key", KeyedApi.Alice + "x" } } };
        using var nobody = new HttpClient { BaseAddress = replica.Client.BaseAddress };

        (await (await ConnectAsync(alice, null)).ListTasksAsync(new() { PageSize = 7 }, Token)).PageSize.ShouldBe(7);

        foreach (var http in new[] { wrong, nobody })
        {
            var client = await ConnectAsync(http, null);
            (await Should.ThrowAsync<A2AException>(() => client.ListTasksAsync(new(), Token))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await Should.ThrowAsync<A2AException>(() => Events(client.StreamAsync(Say("x"), Token)))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task A_caller_that_asks_too_much_is_told_how_long_to_wait()
    {
        using var caller = new GrpcCaller();
        await using var replica = ApiReplica.Start(redis.Server, new(caller.Settings) { ["Limits:RequestsPerSecond"] = "1", ["Limits:Burst"] = "3" });
        using var http = new HttpClient();
        var client = new A2AClient(http, new Uri(caller.Address), Grpc);

        A2AException error;
        do
        {
            error = await Should.ThrowAsync<A2AException>(() => client.GetTaskAsync("none", null, Token));
        }
        while (error.Code == A2AErrorCode.TaskNotFound);

        error.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        error.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_message_that_is_too_large_for_the_server_is_no_answer_that_is_too_long()
    {
        var client = await ConnectAsync(api.Client, null);

        var error = await Should.ThrowAsync<A2AException>(() => client.SendAsync(Say(new string('x', 2 * 1024 * 1024)), Token));

        error.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        error.Message.ShouldStartWith("The agent refused SendMessage");
    }

    [Fact]
    public async Task A_stream_whose_connection_breaks_after_every_event_gives_each_event_once_in_order()
    {
        const int Steps = 12;
        using var caller = new GrpcCaller();
        var agent = new SteppedAgent();
        await using var replica = ApiReplica.Start(redis.Server, new(caller.Settings), agent);
        await using var proxy = new TcpProxy(caller.Port);
        using var http = new HttpClient(A2AClient.CreateHandler());
        var client = new A2AClient(http, new Uri($"http://127.0.0.1:{proxy.Port}"), Grpc with { Tenant = agent.Name });

        var read = new List<string?>();
        await foreach (var item in client.StreamAsync(Say("go"), Token))
        {
            read.Add(item.Response.StatusUpdate?.Status.Message?.Text);
            proxy.Reset();
            if (read.Count <= Steps)
            {
                agent.Allow(1);
            }
            else
            {
                agent.End();
            }
        }

        read.ShouldBe([null, .. Enumerable.Range(1, Steps).Select(step => $"step {step}"), "all said"]);
    }

    [Fact]
    public async Task Behind_the_last_event_of_an_ended_task_its_end_is_given_at_once()
    {
        var client = await ConnectAsync(api.Client, null, Grpc with { Streams = Grpc.Streams with { Attempts = 1 } });
        var told = new List<StreamItem>();
        await foreach (var item in client.StreamAsync(Say("be quick"), Token))
        {
            told.Add(item);
        }

        var again = new List<StreamItem>();
        await foreach (var item in client.SubscribeAsync(told[0].Response.Task.ShouldNotBeNull().Id, told[^1].EventId, Token))
        {
            again.Add(item);
        }

        told.Count.ShouldBeGreaterThan(1);
        again.ShouldHaveSingleItem().Response.Task.ShouldNotBeNull().Status.State.ShouldBe(TaskState.Completed);
    }

    [Fact]
    public async Task A_stream_goes_on_at_the_server_that_takes_the_place_of_one_that_stopped()
    {
        using var caller = new GrpcCaller();
        var gate = new GatedAgent();
        var replica = ApiReplica.Start(redis.Server, new(caller.Settings), gate);
        using var http = new HttpClient(A2AClient.CreateHandler());
        var client = new A2AClient(http, new Uri(caller.Address), Grpc with { Tenant = gate.Name });
        await using var items = client.StreamAsync(Say("wait"), Token).GetAsyncEnumerator(Token);
        (await items.MoveNextAsync()).ShouldBeTrue();
        (await items.MoveNextAsync()).ShouldBeTrue();
        var next = items.MoveNextAsync();

        await replica.DisposeAsync();
        await using var other = ApiReplica.Start(redis.Server, new(caller.Settings), gate);
        gate.Open();

        var states = new List<TaskState>();
        for (var isThere = await next; isThere; isThere = await items.MoveNextAsync())
        {
            states.Add(items.Current.Response.StatusUpdate.ShouldNotBeNull().Status.State);
        }

        states.ShouldBe([TaskState.Completed]);
    }

    private static async Task<A2AClient> ConnectAsync(HttpClient http, string? agent, A2AClientOptions? options = null) =>
        await A2AClient.ConnectAsync(http, agent is null ? null : new Uri(http.BaseAddress!, $"agents/{agent}"), options ?? Grpc, Token);

    private static SendMessageRequest Say(string text, string? context = null) => new()
    {
        Message = new() { MessageId = Guid.NewGuid().ToString(), ContextId = context, Role = Role.User, Parts = [Part.Of(text)] },
    };

    private static async Task Events(IAsyncEnumerable<StreamItem> items)
    {
        await foreach (var _ in items)
        {
        }
    }
}
