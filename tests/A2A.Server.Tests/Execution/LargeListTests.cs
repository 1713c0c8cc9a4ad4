using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using A2A.Protocol;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Execution;

/// <summary>A list as large as an owner may have, while it changes. A Redis of its own: nobody else shall work on so many tasks.</summary>
public sealed class LargeListTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Untouched = 100_000;
    private const int Changing = 1_000;
    private const int ChangesPerPage = 4;
    private const int Creators = 128;

    private RedisServer _redis = null!; // set by InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartNewAsync("--appendonly", "no"); // it is not killed

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Paging_through_a_hundred_thousand_tasks_while_a_thousand_change_gives_each_untouched_one_exactly_once()
    {
        await using var replica = await Replica.StartAsync(_redis, (_, _) => Task.CompletedTask, working: false);
        var clock = Stopwatch.StartNew();
        var (untouched, changing) = await CreatedAsync(replica.Storage);
        var runs = new ConcurrentBag<TaskRun>();
        await Parallel.ForEachAsync(changing, Token, async (id, token) =>
        {
            var lease = Storage.LeaseOn(id);
            runs.Add((await PatientlyAsync(() => replica.Storage.Work.TakeAsync(lease, token))).ShouldNotBeNull());
        });
        output.WriteLine($"created in {clock.Elapsed}");

        clock.Restart();
        var pages = Channel.CreateUnbounded<int>();
        var changes = ChangeAsync(replica.Storage, [.. runs], pages.Reader);
        var seen = await AllAsync(replica.Service, pages.Writer);
        output.WriteLine($"paged through in {clock.Elapsed}, with {await changes} changes");

        seen.Where(entry => untouched.Contains(entry.Key)).Count(entry => entry.Value == 1).ShouldBe(Untouched);
        seen.Keys.ShouldBeSubsetOf([.. untouched, .. changing.Select(id => id.Value)]);
        (await changes).ShouldBeGreaterThanOrEqualTo(Changing);
    }

    // Those that will change lie between the others.
    private static async Task<(HashSet<string> Untouched, List<TaskId> Changing)> CreatedAsync(Storage storage)
    {
        var tasks = Enumerable.Range(0, Untouched + Changing).Select(_ => Storage.NewTask("me")).ToList();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Creators).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < tasks.Count; i = Interlocked.Increment(ref next))
            {
                await PatientlyAsync(() => storage.Tasks.CreateAsync(tasks[i], Token));
            }
        }));
        var every = tasks.Count / Changing;
        var changing = Enumerable.Range(0, Changing).Select(i => tasks[i * every].Id).ToList();
        return (tasks.Select(task => task.Id).Except(changing).Select(id => id.Value).ToHashSet(), changing);
    }

    // In turn, some with every page, while the next one is read.
    private static async Task<int> ChangeAsync(Storage storage, TaskRun[] runs, ChannelReader<int> pages)
    {
        var count = 0;
        await foreach (var _ in pages.ReadAllAsync(Token))
        {
            await Task.WhenAll(Enumerable.Range(count, ChangesPerPage).Select(i => PatientlyAsync(() =>
                storage.Tasks.AppendAsync(runs[i % runs.Length], Change.Status(runs[i % runs.Length], 1 + i / runs.Length, TaskState.Working), Token))));
            count += ChangesPerPage;
        }

        return count;
    }

    private static async Task<Dictionary<string, int>> AllAsync(TaskService service, ChannelWriter<int> pages)
    {
        Dictionary<string, int> seen = [];
        string? token = null;
        do
        {
            var query = new TaskQuery { Owner = "me", Agent = "scripted", PageSize = 100, PageToken = token, HistoryLength = 0 };
            var page = (await PatientlyAsync(() => service.ListAsync(query, Token))).ShouldBeOfType<ListOutcome.Page>();
            page.Total.ShouldBe(Untouched + Changing);
            await pages.WriteAsync(page.Tasks.Count, Token);
            foreach (var task in page.Tasks)
            {
                seen[task.Id] = seen.GetValueOrDefault(task.Id) + 1;
            }

            token = page.NextToken;
        }
        while (token is not null);
        pages.Complete();
        return seen;
    }

    // Every step may be repeated: a busy machine may keep Redis from answering in time.
    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> step)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await step();
            }
            catch (StorageUnavailableException) when (began.Elapsed < Eventually.Patience)
            {
                // Once more.
            }
        }
    }
}
