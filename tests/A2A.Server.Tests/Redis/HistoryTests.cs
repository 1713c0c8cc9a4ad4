using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class HistoryTests(RedisFixture redis) : HistoryContract(redis)
{
    private readonly RedisFixture _redis = redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bytes_that_are_counted_are_those_of_the_messages()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);
        await storage.Tasks.ContinueAsync(Turns.Answer(run.Task, "The first"), Token);

        var counted = (long)await storage.Database.HashGetAsync(RedisKeys.Task(run.Task.Id), "historyBytes");

        var messages = await storage.Database.ListRangeAsync(RedisKeys.History(run.Task.Id));
        messages.Length.ShouldBe(3);
        counted.ShouldBe(messages.Sum(message => ((byte[])message!).Length)); // a list holds no nulls
    }
}
