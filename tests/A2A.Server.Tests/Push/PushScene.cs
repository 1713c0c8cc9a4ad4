using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;

namespace A2A.Server.Tests.Push;

/// <summary>A Redis of the test's own, so that no dispatcher sees another test's subscriptions, and tasks that are worked on.</summary>
internal sealed class PushScene : IAsyncDisposable
{
    public RedisServer Redis { get; private set; } = null!; // set by StartAsync

    public Storage Storage { get; private set; } = null!; // set by StartAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask StartAsync()
    {
        Redis = await RedisServer.StartNewAsync();
        Storage = await Tests.Redis.Storage.OpenAsync(Redis);
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await Redis.DisposeAsync();
    }

    public static PushConfig Config(string url, Func<TaskPushNotificationConfig, TaskPushNotificationConfig>? with = null)
    {
        var config = PushSamples.Config(url);
        return with is null ? config : config with { Config = with(config.Config) };
    }

    /// <summary>A task of four events: submitted, working, an artifact, completed.</summary>
    public async Task<TaskRun> CompletedAsync(PushConfig config, string? owner = null)
    {
        var run = await WorkedAsync(config, 1, owner);
        await Storage.Tasks.AppendAsync(run, Change.Artifact(run, 2, new Artifact { ArtifactId = "a", Parts = [Part.Of("The result")] }), Token);
        await Storage.Tasks.AppendAsync(run, Change.Status(run, 3, TaskState.Completed), Token);
        return run;
    }

    public async Task<TaskRun> WorkedAsync(PushConfig config, int changes, string? owner = null)
    {
        var run = await Storage.TakenAsync(Tests.Redis.Storage.NewTask(owner, push: config));
        for (var sequence = 1; sequence <= changes; sequence++)
        {
            await Storage.Tasks.AppendAsync(run, Change.Status(run, sequence, TaskState.Working, $"step {sequence}"), Token);
        }

        return run;
    }

    public Task AtRestAsync(TaskRun run) => Eventually.TrueAsync(() => IsAtRestAsync(run.Task.Id), $"nothing is due for task {run.Task.Id}");

    public async Task<bool> IsAtRestAsync(TaskId task)
    {
        try
        {
            var due = await Storage.Database.SortedSetScoreAsync(RedisKeys.Deliveries(task.Partition), new Subscription(task, "config").ToString());
            return due is null;
        }
        catch (Exception e) when (e is StackExchange.Redis.RedisException or TimeoutException)
        {
            return false; // Redis is away
        }
    }

    public Task EndedAsync(TaskRun run) => Eventually.TrueAsync(async () =>
        await Storage.Database.HashGetAsync(RedisKeys.Push(run.Task.Id), "state:config") == "ended", "the subscription has ended");
}
