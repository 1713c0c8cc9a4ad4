using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Tasks;

public sealed class TaskProjectionTests
{
    private static readonly AgentTask Asking = new()
    {
        Id = "t",
        ContextId = "c",
        Status = new() { State = TaskState.InputRequired, Message = Of(Role.Agent, "Which one?") },
        History = [Of(Role.User, "Book it")],
    };

    [Fact]
    public void What_the_caller_says_is_history_at_once_and_no_word_of_the_agent()
    {
        var after = TaskProjection.Apply(Asking, StatusChange.Of(Asking, TaskState.Working, Of(Role.User, "The first")));

        after.Status.ShouldBe(new() { State = TaskState.Working });
        after.History!.Select(message => message.Text).ShouldBe(["Book it", "Which one?", "The first"]);
    }

    [Fact]
    public void What_the_agent_says_is_history_when_it_says_something_new()
    {
        var after = TaskProjection.Apply(Asking, StatusChange.Of(Asking, TaskState.Working, Of(Role.Agent, "Wait")));

        after.Status.Message!.Text.ShouldBe("Wait");
        after.History!.Select(message => message.Text).ShouldBe(["Book it", "Which one?"]);
    }

    [Fact]
    public void A_silent_change_leaves_a_silent_history()
    {
        var silent = Asking with { Status = new() { State = TaskState.Working } };

        TaskProjection.Apply(silent, StatusChange.Of(silent, TaskState.Completed, null)).History.ShouldBeSameAs(silent.History);
    }

    [Fact]
    public void The_caller_may_answer_a_question_that_had_no_words()
    {
        var wordless = Asking with { Status = new() { State = TaskState.AuthRequired }, History = null };

        TaskProjection.Apply(wordless, StatusChange.Of(wordless, TaskState.Working, Of(Role.User, "Done"))).History!.Single().Text.ShouldBe("Done");
    }

    private static Message Of(Role role, string text) => new() { MessageId = text, Role = role, Parts = [Part.Of(text)] };
}
