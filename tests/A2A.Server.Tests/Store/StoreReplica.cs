using A2A.Protocol;
using A2A.Server.Execution;
using A2A.Server.Push;
using A2A.Server.Push.Keys;
using A2A.Server.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Role = A2A.Protocol.Role;

namespace A2A.Server.Tests.Store;

/// <summary>A store as one replica sees it: the storage port, the options it was opened with, and the store's time.</summary>
internal abstract class StoreReplica(StoreOptions options) : IAsyncDisposable
{
    public abstract ITaskStore Tasks { get; }

    public abstract ITaskRecords TaskRecords { get; }

    public abstract ITaskEvents Events { get; }

    public abstract IWorkQueue Work { get; }

    public abstract IDoorbell Doorbell { get; }

    public abstract IPushConfigStore Configs { get; }

    public abstract IDeliveryQueue Deliveries { get; }

    public abstract IDeliveryRecords Records { get; }

    public abstract ICircuitLedger Circuits { get; }

    public abstract ISigningKeyStore SigningKeys { get; }

    /// <summary>Removes what is kept no longer, while a test lets it run.</summary>
    public abstract BackgroundService Retention { get; }

    public IOptions<TaskOptions> TaskOptions { get; } = Options.Create(new TaskOptions
    {
        Sweep = TimeSpan.FromMilliseconds(100),
        Retention = options.Retention,
        RetentionSweep = TimeSpan.FromMilliseconds(50),
        MaxMessages = options.MaxMessages,
        MaxHistoryBytes = options.MaxHistoryBytes,
    });

    public IOptions<ExecutionOptions> ExecutionOptions { get; } = Options.Create(new ExecutionOptions
    {
        Lease = options.Lease,
        Drain = TimeSpan.Zero,
    });

    public IOptions<PushOptions> PushOptions { get; } = Options.Create(new PushOptions
    {
        Lease = options.DeliveryLease,
        ConfigsPerTask = 2,
        AttemptsPerTask = 5,
        Circuit = new CircuitOptions { Failures = 3 },
    });

    /// <summary>The store's time.</summary>
    public abstract Task<DateTimeOffset> NowAsync();

    /// <summary>Makes the pause of an endpoint's circuit be over, as if its time had passed.</summary>
    public abstract Task EndPauseAsync(string endpoint);

    /// <summary>Makes the time of an endpoint's probe be over, as if it had passed.</summary>
    public abstract Task EndProbeAsync(string endpoint);

    public abstract ValueTask DisposeAsync();

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

    /// <summary>Creates a task and takes it.</summary>
    public async Task<TaskRun> TakenAsync(NewTask? task = null)
    {
        task ??= NewTask();
        await Tasks.CreateAsync(task, TestContext.Current.CancellationToken);
        return (await Work.TakeAsync(LeaseOn(task.Id), TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
