using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>Tasks so large that a page of them would be too much for one answer.</summary>
public abstract class LargePageContract(StoreFixture store)
{
    private const int Count = 24;
    private const int Ordinary = 400_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_of_large_tasks_end_early_and_give_every_task_once_newest_first(bool onePartition)
    {
        await using var storage = await store.OpenAsync(new() { Lease = 10 * Eventually.Patience }); // so no task is due meanwhile
        var most = storage.TaskOptions.Value.PageBytes;
        var owner = $"owner-{Guid.NewGuid():N}";
        List<PagePlace> created = [];
        for (var i = 0; i < Count; i++)
        {
            var task = NewTask(owner, onePartition, i == Count / 2 ? most + 1 : Ordinary);
            var outcome = (await storage.Tasks.CreateAsync(task, Token)).ShouldBeOfType<CreateOutcome.Created>();
            created.Add(new PagePlace(outcome.Task.Task.Status.Timestamp!.Value.ToUnixTimeMilliseconds(), task.Id)); // every status has its time
        }

        List<string> seen = [];
        PagePlace? after = null;
        do
        {
            var page = await storage.Tasks.ListAsync(new TaskQuery { Owner = owner, Agent = "scripted", PageSize = 100 }, after, Token);
            page.Total.ShouldBe(Count);
            page.Tasks.ShouldNotBeEmpty();
            (page.Tasks.Sum(BytesOf) - BytesOf(page.Tasks[0])).ShouldBeLessThanOrEqualTo(most, "only the first comes whatever its size");
            seen.AddRange(page.Tasks.Select(task => task.Id));
            after = page.Next;
        }
        while (after is not null);

        seen.ShouldBe(created.Order().Select(place => place.Id.Value));
    }

    private static NewTask NewTask(string owner, bool onePartition, int size)
    {
        var task = StoreReplica.NewTask(owner);
        var id = onePartition ? TaskId.New(3, DateTimeOffset.UtcNow) : task.Id;
        return task with
        {
            Id = id,
            Lease = StoreReplica.LeaseOn(id),
            Message = task.Message with { Parts = [Part.Of(new string('x', size))] },
        };
    }

    private static int BytesOf(AgentTask task) => task.History!.Sum(message => message.Text!.Length); // each has one message with a text
}
