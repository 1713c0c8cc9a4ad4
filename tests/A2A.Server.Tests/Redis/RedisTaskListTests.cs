using A2A.Server.Redis;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Redis;

public sealed class RedisTaskListTests(RedisFixture redis) : TaskListContract(redis)
{
    private readonly RedisFixture _redis = redis;

    [Fact]
    public async Task Tasks_of_the_same_millisecond_are_paged_through_exactly_once()
    {
        await using var storage = await Storage.OpenAsync(_redis);
        var owner = NewOwner();
        var tasks = await CreatedAsync(storage, owner, 60);
        for (var i = 0; i < tasks.Count; i++)
        {
            // Three times only, so that every page begins and ends within one of them.
            var index = RedisKeys.Index(tasks[i].Id.Partition, owner, "scripted");
            await storage.Database.SortedSetAddAsync(index, tasks[i].Id.Value, 1_763_733_331_000 + i % 3);
        }

        for (var pageSize = 1; pageSize <= 13; pageSize += 3)
        {
            var seen = await AllAsync(storage, QueryOf(owner) with { PageSize = pageSize });
            seen.Count.ShouldBe(60);
            seen.Distinct().Count().ShouldBe(60);
        }
    }
}
