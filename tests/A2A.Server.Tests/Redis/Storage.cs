using A2A.Protocol;
using A2A.Server.Encryption;
using A2A.Server.Execution;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Role = A2A.Protocol.Role;

namespace A2A.Server.Tests.Redis;

/// <summary>The storage of one replica: its own connection, options and doorbell.</summary>
internal sealed class Storage : IAsyncDisposable
{
    /// <summary>What every replica of these tests is given.</summary>
    public const string EncryptionKey = "the-key-of-all-tests-0123456789abcdef";

    private readonly ConnectionMultiplexer _connection;

    private Storage(ConnectionMultiplexer connection, TimeSpan lease, TimeSpan retention, int maxMessages, int maxHistoryBytes)
    {
        _connection = connection;
        var tasks = Options.Create(new TaskOptions { Sweep = TimeSpan.FromMilliseconds(100), Retention = retention, RetentionSweep = TimeSpan.FromMilliseconds(50), MaxMessages = maxMessages, MaxHistoryBytes = maxHistoryBytes });
        var execution = Options.Create(new ExecutionOptions { Lease = lease, Drain = TimeSpan.Zero });
        Scripts = new RedisScripts(Task.FromResult<IConnectionMultiplexer>(connection), new StorageOutage(TimeProvider.System, NullLogger<StorageOutage>.Instance));
        Sweep = new RedisSweep(Scripts, tasks);
        Seal = new SecretSeal(Options.Create(new EncryptionOptions { Key = EncryptionKey }));
        PushConfigs = new StoredPushConfigs(Seal);
        Configs = new RedisPushConfigStore(Scripts, PushConfigs);
        Doorbell = new RedisDoorbell(Scripts, NullLogger<RedisDoorbell>.Instance);
        Watch = new RedisDueWatch(Scripts, Doorbell, tasks, TimeProvider.System, NullLogger<RedisDueWatch>.Instance);
        Tasks = new RedisTaskStore(Scripts, PushConfigs, new NoOutbox(Doorbell), tasks, execution, Options.Create(new PushOptions { ConfigsPerTask = 2 }));
        Work = new RedisWorkQueue(Scripts, Sweep, execution, NullLogger<RedisWorkQueue>.Instance);
        Events = new RedisTaskEvents(Scripts, Doorbell, TimeProvider.System);
        Retention = new RedisRetention(
            new TaskRetention(Scripts, Sweep, NullLogger<TaskRetention>.Instance),
            new DeadLetterRetention(Scripts, tasks, Options.Create(new PushOptions()), NullLogger<DeadLetterRetention>.Instance),
            tasks, TimeProvider.System, NullLogger<RedisRetention>.Instance);
        TaskOptions = tasks;
        ExecutionOptions = execution;
    }

    public RedisScripts Scripts { get; }

    public RedisSweep Sweep { get; }

    public SecretSeal Seal { get; }

    public StoredPushConfigs PushConfigs { get; }

    public RedisPushConfigStore Configs { get; }

    public ITaskStore Tasks { get; }

    public IWorkQueue Work { get; }

    public ITaskEvents Events { get; }

    public RedisDoorbell Doorbell { get; }

    public RedisDueWatch Watch { get; }

    public RedisRetention Retention { get; }

    public IOptions<TaskOptions> TaskOptions { get; }

    public IOptions<ExecutionOptions> ExecutionOptions { get; }

    public IDatabase Database => _connection.GetDatabase();

    public static Task<Storage> OpenAsync(RedisFixture redis, TimeSpan? lease = null, TimeSpan? retention = null, int maxMessages = 1000, int maxHistoryBytes = 8 * 1024 * 1024) =>
        OpenAsync(redis.Server, lease, retention, maxMessages, maxHistoryBytes);

    public static async Task<Storage> OpenAsync(
        RedisServer server, TimeSpan? lease = null, TimeSpan? retention = null, int maxMessages = 1000, int maxHistoryBytes = 8 * 1024 * 1024)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(server.AdminConnectionString);
        var storage = new Storage(connection, lease ?? TimeSpan.FromSeconds(30), retention ?? TimeSpan.FromDays(7), maxMessages, maxHistoryBytes);
        await storage.Doorbell.StartAsync(CancellationToken.None);
        await storage.Doorbell.ExecuteTask!; // started in the line above
        return storage;
    }

    /// <summary>A new task of an owner of its own, unless one is given.</summary>
    public static NewTask NewTask(string? owner = null, string? messageId = null, Lease? lease = null, PushConfig? push = null)
    {
        var message = messageId ?? Guid.NewGuid().ToString();
        var id = TaskId.New(TaskId.PartitionOf(message, 16), DateTimeOffset.UtcNow);
        return new NewTask
        {
            Id = id,
            Owner = owner ?? $"owner-{Guid.NewGuid():N}",
            Agent = "scripted",
            ContextId = Guid.NewGuid().ToString(),
            Message = new Message { MessageId = message, Role = Role.User, Parts = [Part.Of("Do it")] },
            Push = push,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Lease = lease is null ? null : lease with { Task = id },
        };
    }

    public static Lease LeaseOn(TaskId id) => new(id, Guid.NewGuid().ToString("N"));

    /// <summary>The store's time.</summary>
    public async Task<DateTimeOffset> NowAsync() => await _connection.GetServers()[0].TimeAsync();

    /// <summary>How many times Redis ran a command since its start.</summary>
    public async Task<long> CallsAsync(string command)
    {
        var groups = await _connection.GetServers()[0].InfoAsync("commandstats");
        var text = groups.SelectMany(group => group).FirstOrDefault(pair => pair.Key == $"cmdstat_{command}").Value;
        return text is null ? 0 : long.Parse(text.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Creates a task and takes it.</summary>
    public async Task<TaskRun> TakenAsync(NewTask? task = null)
    {
        task ??= NewTask();
        await Tasks.CreateAsync(task, TestContext.Current.CancellationToken);
        return (await Work.TakeAsync(LeaseOn(task.Id), TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await Watch.StopAsync(CancellationToken.None);
        Watch.Dispose();
        await Doorbell.StopAsync(CancellationToken.None);
        Doorbell.Dispose();
        Retention.Dispose();
        await _connection.CloseAsync();
        _connection.Dispose();
    }
}

/// <summary>Events as agents write them.</summary>
internal static class Change
{
    public static TaskAppend Status(TaskRun run, long sequence, TaskState state, string? text = null) => new(
        sequence,
        new StreamResponse
        {
            StatusUpdate = new TaskStatusUpdateEvent
            {
                TaskId = run.Task.Id.Value,
                ContextId = run.Task.Task.ContextId,
                Status = new Protocol.TaskStatus
                {
                    State = state,
                    Message = text is null ? null : new Message { MessageId = $"m{sequence}", Role = Role.Agent, Parts = [Part.Of(text)] },
                },
            },
        },
        Artifact: null,
        TraceParent: null);

    public static TaskAppend Artifact(TaskRun run, long sequence, Artifact artifact) => new(
        sequence,
        new StreamResponse
        {
            ArtifactUpdate = new TaskArtifactUpdateEvent
            {
                TaskId = run.Task.Id.Value,
                ContextId = run.Task.Task.ContextId,
                Artifact = artifact,
                LastChunk = true,
            },
        },
        artifact,
        TraceParent: null);
}
