using A2A.Protocol;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

public abstract class TaskListContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_of_any_size_give_every_task_once_newest_first(int pageSize)
    {
        await using var storage = await store.OpenAsync();
        var owner = NewOwner();
        var tasks = await CreatedAsync(storage, owner, 40);

        var listed = await AllAsync(storage, QueryOf(owner) with { PageSize = pageSize });

        listed.ShouldBe(tasks.OrderBy(PlaceOf).Select(task => task.Id.Value));
    }

    [Fact]
    public async Task Every_filter_and_every_pair_of_them_gives_what_matches()
    {
        await using var storage = await store.OpenAsync();
        var owner = NewOwner();
        List<TaskSnapshot> all = [];
        for (var i = 0; i < 12; i++)
        {
            var run = await storage.TakenAsync(StoreReplica.NewTask(owner) with { ContextId = $"context:{i % 3}" });
            if (i % 2 == 0)
            {
                await storage.Tasks.AppendAsync(run, Change.Status(run, 1, i % 4 == 0 ? TaskState.Completed : TaskState.Working), Token);
            }

            all.Add((await storage.Tasks.FindAsync(owner, run.Task.Id, Token)).ShouldNotBeNull());
        }

        await storage.Tasks.CreateAsync(StoreReplica.NewTask(owner) with { Agent = "other" }, Token);
        await storage.Tasks.CreateAsync(StoreReplica.NewTask(), Token);
        foreach (var state in (TaskState?[])[null, TaskState.Submitted, TaskState.Working, TaskState.Completed, TaskState.Failed])
        {
            foreach (var context in (string?[])[null, "context:0", "context:2", "context", "context:0:TASK_STATE_WORKING"])
            {
                foreach (var since in (DateTimeOffset?[])[null, all[5].Task.Status.Timestamp, all[5].Task.Status.Timestamp!.Value.AddTicks(1)])
                {
                    var query = QueryOf(owner) with { State = state, ContextId = context, Since = since, PageSize = 3 };
                    var expected = all.OrderBy(PlaceOf).Where(task => (state is null || task.State == state)
                        && (context is null || task.Task.ContextId == context) && (since is null || task.Task.Status.Timestamp >= since)).ToList();

                    (await AllAsync(storage, query)).ShouldBe(expected.Select(task => task.Id.Value));
                    (await storage.Tasks.ListAsync(query, null, Token)).Total.ShouldBe(expected.Count);
                }
            }
        }
    }

    [Fact]
    public async Task A_task_holds_no_more_than_was_asked_for()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working, "one"), Token);
        await storage.Tasks.AppendAsync(run, Change.Artifact(run, 2, new Artifact { ArtifactId = "a", Parts = [Part.Of("result")] }), Token);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 3, TaskState.Working, "two"), Token);
        var query = QueryOf(run.Task.Owner);

        var whole = await OnlyAsync(query with { IncludeArtifacts = true });
        whole.Artifacts!.Single().Parts[0].Text.ShouldBe("result");
        whole.History!.Select(message => message.Text).ShouldBe(["Do it", "one"]);
        whole.Status.Message!.Text.ShouldBe("two");
        var part = await OnlyAsync(query with { HistoryLength = 1 });
        part.Artifacts.ShouldBeNull();
        part.History!.Select(message => message.Text).ShouldBe(["one"]);
        (await OnlyAsync(query with { HistoryLength = 0 })).History.ShouldBeNull();

        async Task<AgentTask> OnlyAsync(TaskQuery asked) => (await storage.Tasks.ListAsync(asked, null, Token)).Tasks.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_task_that_is_gone_on_with_moves_from_state_to_state()
    {
        await using var storage = await store.OpenAsync();
        var run = await storage.TakenAsync();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.InputRequired, "Which one?"), Token);
        (await AllAsync(storage, QueryOf(run.Task.Owner) with { State = TaskState.InputRequired })).ShouldHaveSingleItem();
        var message = new Message { MessageId = "m", Role = Role.User, Parts = [Part.Of("The first")] };

        await storage.Tasks.ContinueAsync(new Continuation { Task = run.Task, Message = message }, Token);

        (await AllAsync(storage, QueryOf(run.Task.Owner) with { State = TaskState.InputRequired })).ShouldBeEmpty();
        (await AllAsync(storage, QueryOf(run.Task.Owner) with { State = TaskState.Working })).ShouldHaveSingleItem();
        (await AllAsync(storage, QueryOf(run.Task.Owner) with { State = TaskState.Working, ContextId = run.Task.Task.ContextId })).ShouldHaveSingleItem();
    }

    internal static TaskQuery QueryOf(string owner) => new() { Owner = owner, Agent = "scripted", PageSize = 50 };

    private protected static string NewOwner() => $"owner-{Guid.NewGuid():N}";

    private static PagePlace PlaceOf(TaskSnapshot task) => new(task.Task.Status.Timestamp!.Value.ToUnixTimeMilliseconds(), task.Id);

    private protected static async Task<List<TaskSnapshot>> CreatedAsync(StoreReplica storage, string owner, int count) =>
        (await Task.WhenAll(Enumerable.Range(0, count).Select(_ => storage.Tasks.CreateAsync(StoreReplica.NewTask(owner), Token))))
            .Select(outcome => outcome.ShouldBeOfType<CreateOutcome.Created>().Task).ToList();

    private protected static async Task<List<string>> AllAsync(StoreReplica storage, TaskQuery query)
    {
        List<string> seen = [];
        PagePlace? after = null;
        do
        {
            var page = await storage.Tasks.ListAsync(query, after, Token);
            page.Tasks.Count.ShouldBeLessThanOrEqualTo(query.PageSize);
            seen.AddRange(page.Tasks.Select(task => task.Id));
            after = page.Next;
        }
        while (after is not null);
        return seen;
    }
}
