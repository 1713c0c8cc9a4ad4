using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Role = A2A.Protocol.Role;

namespace A2A.Server.Tests.Execution;

public sealed class DirectAnswerTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_makes_no_task()
    {
        await using var replica = await StartAsync(_ => Of("42"));
        var owner = NewOwner();

        var answer = (await SubmitAsync(replica, owner, contextId: "conversation")).ShouldBeOfType<SubmitOutcome.Answered>().Answer;

        answer.Text.ShouldBe("42");
        answer.Role.ShouldBe(Role.Agent);
        answer.MessageId.ShouldNotBeEmpty();
        answer.ContextId.ShouldBe("conversation");
        answer.TaskId.ShouldBeNull();
        (await replica.Service.ListAsync(RedisTaskListTests.QueryOf(owner), Token)).ShouldBeOfType<ListOutcome.Page>().Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_message_outside_any_conversation_begins_one()
    {
        await using var replica = await StartAsync(message => Of(message.ContextId ?? "none"));

        var answer = (await SubmitAsync(replica, NewOwner())).ShouldBeOfType<SubmitOutcome.Answered>().Answer;

        answer.ContextId.ShouldNotBeNullOrEmpty();
        answer.Text.ShouldBe(answer.ContextId, "the agent knows it too");
    }

    [Fact]
    public async Task The_same_message_on_many_replicas_at_once_gets_the_very_same_answer()
    {
        await using var one = await StartAsync(_ => Of(Guid.NewGuid().ToString()));
        await using var two = await StartAsync(_ => Of(Guid.NewGuid().ToString()));
        var owner = NewOwner();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => SubmitAsync(i % 2 == 0 ? one : two, owner, "same")));

        outcomes.OfType<SubmitOutcome.Answered>().Select(outcome => (outcome.Answer.MessageId, outcome.Answer.ContextId, outcome.Answer.Text)).Distinct().Count().ShouldBe(1);
        outcomes.Length.ShouldBe(40);
        outcomes.ShouldAllBe(outcome => outcome is SubmitOutcome.Answered);
    }

    [Fact]
    public async Task A_message_that_was_answered_is_not_put_to_the_agent_again()
    {
        var asked = 0;
        await using var replica = await StartAsync(_ => Interlocked.Increment(ref asked) == 1 ? Of("first") : throw new InvalidOperationException("asked again"));
        var owner = NewOwner();

        await SubmitAsync(replica, owner, "same");
        var again = (await SubmitAsync(replica, owner, "same")).ShouldBeOfType<SubmitOutcome.Answered>();

        again.Answer.Text.ShouldBe("first");
    }

    [Fact]
    public async Task A_message_that_made_a_task_gives_the_task_although_the_agent_would_answer_now()
    {
        var answers = false;
        await using var replica = await StartAsync(_ => answers ? Of("now") : null);
        var owner = NewOwner();
        var task = (await SubmitAsync(replica, owner, "same")).ShouldBeOfType<SubmitOutcome.Accepted>().Task;

        answers = true;

        (await SubmitAsync(replica, owner, "same")).ShouldBeOfType<SubmitOutcome.Accepted>().Task.Id.ShouldBe(task.Id);
    }

    [Fact]
    public async Task An_answer_and_a_task_of_one_message_at_once_end_as_one_of_them()
    {
        await using var answering = await StartAsync(_ => Of("42"));
        await using var working = await StartAsync(_ => null);
        for (var i = 0; i < 20; i++)
        {
            var owner = NewOwner();

            var outcomes = await Task.WhenAll(SubmitAsync(answering, owner, "same"), SubmitAsync(working, owner, "same"));

            outcomes.Select(outcome => outcome.GetType()).Distinct().Count().ShouldBe(1);
        }
    }

    [Fact]
    public async Task An_answer_is_kept_as_long_as_an_ended_task()
    {
        await using var replica = await StartAsync(_ => Of("42"));
        var owner = NewOwner();
        await SubmitAsync(replica, owner, "kept");

        var keys = (RedisResult[]?)await replica.Storage.Database.ExecuteAsync("KEYS", $"*message:{owner}:*") ?? [];
        var left = (long)await replica.Storage.Database.ExecuteAsync("PTTL", (string?)keys.ShouldHaveSingleItem() ?? "");

        TimeSpan.FromMilliseconds(left).ShouldBeInRange(TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
    }

    [Fact]
    public async Task An_answer_without_parts_is_an_error()
    {
        await using var replica = await StartAsync(_ => new Message());

        (await Should.ThrowAsync<InvalidAgentResponseException>(SubmitAsync(replica, NewOwner()))).Message.ShouldContain("without parts");
    }

    [Fact]
    public async Task An_agent_that_throws_is_an_error_without_its_words()
    {
        await using var replica = await StartAsync(_ => throw new InvalidOperationException("secret detail"));

        (await Should.ThrowAsync<InvalidAgentResponseException>(SubmitAsync(replica, NewOwner()))).Message.ShouldNotContain("secret detail");
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_is_an_error_also_when_the_agent_does_not_listen()
    {
        var never = new TaskCompletionSource<Message?>();
        var front = new AgentFront([new AnsweringAgent(_ => never.Task)], Options.Create(new AgentOptions { AnswerTimeout = TimeSpan.FromMilliseconds(10) }), TimeProvider.System);

        (await Should.ThrowAsync<InvalidAgentResponseException>(front.AnswerAsync("scripted", new Message(), Token))).Message.ShouldContain("Agents:AnswerTimeout");
    }

    [Fact]
    public async Task A_caller_who_hangs_up_is_no_error_of_the_agent()
    {
        using var gone = new CancellationTokenSource();
        var front = new AgentFront([new AnsweringAgent(_ => gone.CancelAsync().ContinueWith(_ => (Message?)null, TaskScheduler.Default))], Options.Create(new AgentOptions()), TimeProvider.System);
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(front.AnswerAsync("scripted", new Message(), gone.Token));
    }

    [Fact]
    public void Only_a_direct_agent_is_asked()
    {
        IAgent[] agents = [new AnsweringAgent(_ => Task.FromResult<Message?>(null)), new Http.MuteAgent()];
        var front = new AgentFront(agents, Options.Create(new AgentOptions()), TimeProvider.System);

        (front.MayAnswer("scripted"), front.MayAnswer("mute"), front.MayAnswer("unknown")).ShouldBe((true, false, false));
    }

    private static Message Of(string text) => new() { Parts = [Part.Of(text)] };

    private static string NewOwner() => $"owner-{Guid.NewGuid():N}";

    private Task<Replica> StartAsync(Func<Message, Message?> answer) =>
        Replica.StartAsync(redis.Server, new AnsweringAgent(async message => { await Task.Yield(); return answer(message); }), working: false);

    private static Task<SubmitOutcome> SubmitAsync(Replica replica, string owner, string? messageId = null, string? contextId = null) => replica.Service.SubmitAsync(
        new Submission
        {
            Owner = owner,
            Agent = "scripted",
            Message = new Message { MessageId = messageId ?? Guid.NewGuid().ToString(), ContextId = contextId, Role = Role.User, Parts = [Part.Of("What is it?")] },
        },
        Token);

    private sealed class AnsweringAgent(Func<Message, Task<Message?>> answer) : IDirectAgent
    {
        public string Name => "scripted";

        public AgentCard Card { get; } = new() { Name = "Answering" };

        public Task<Message?> AnswerAsync(Message message, CancellationToken cancellationToken) => answer(message);

        public Task ExecuteAsync(TaskUpdater task, CancellationToken cancellationToken) => task.CompleteAsync(null, cancellationToken);
    }
}
