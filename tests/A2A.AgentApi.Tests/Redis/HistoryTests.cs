using A2A.AgentApi.Tasks;
using A2A.Protocol;

namespace A2A.AgentApi.Tests.Redis;

/// <summary>How much of a task's messages is read, and how much of them there may be.</summary>
public sealed class HistoryTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "Do it", "one", "two")]
    [InlineData(0)]
    [InlineData(1, "two")]
    [InlineData(2, "one", "two")]
    [InlineData(100, "Do it", "one", "two")]
    public async Task A_task_is_read_with_as_many_of_its_newest_messages_as_are_asked_for(int? messages, params string[] expected)
    {
        await using var storage = await Storage.OpenAsync(redis);
        var run = await storage.TakenAsync();
        foreach (var (text, i) in new[] { "one", "two", "still the status" }.Select((text, i) => (text, i)))
        {
            await storage.Tasks.AppendAsync(run, Change.Status(run, i + 1, TaskState.Working, text), Token);
        }

        var found = (await storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, messages, Token)).ShouldNotBeNull();

        found.Task.History!.Select(message => message.Text).ShouldBe(expected);
        found.Task.Status.Message!.Text.ShouldBe("still the status");
    }
}
