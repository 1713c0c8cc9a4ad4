using A2A.Faults.Rig;
using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Http;
using A2A.Server.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace A2A.Server.Tests.Redis;

/// <summary>A store that answers slowly pushes back, and says so.</summary>
public sealed class SlowStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_of_a_partition_that_is_behind_are_refused_at_once_and_what_holds_a_lease_or_reads_a_write_back_is_asked()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var storage = await Storage.OpenAsync(server);
        var run = await storage.TakenAsync(StoreReplica.NewTask(messageId: "some"));
        var other = Enumerable.Range(0, 100).Select(number => StoreReplica.NewTask(messageId: $"{number}"))
            .First(task => task.Id.Partition != run.Task.Id.Partition);
        await server.FreezeAsync();
        List<Task> asked = [];

        // Again, when a busy machine lets the client give up what shows that the partition is behind.
        await Eventually.TrueAsync(async () =>
        {
            List<Task> waiting = [.. Enumerable.Range(0, UnansweredScripts.Few).Select(_ => FindAsync(storage, run))];
            await Task.WhenAny(waiting);
            var (found, begun) = (FindAsync(storage, run), storage.Tasks.FindAsync(other.Owner, other.Id, messages: null, Token));
            var readBack = storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, Token);
            var appended = storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
            asked.AddRange([.. waiting, found, begun, readBack, appended]);
            return found.IsFaulted && found.Exception.InnerException is StorageUnavailableException { WasAsked: false }
                && !begun.IsCompleted && !readBack.IsCompleted && !appended.IsCompleted;
        });

        await server.ThawAsync();
        await SettledAsync(Task.WhenAll(asked));
        await Eventually.TrueAsync(async () =>
        {
            var found = FindAsync(storage, run);
            await SettledAsync(found);
            return found.IsCompletedSuccessfully && found.Result is not null;
        });
    }

    [Fact]
    public async Task Readiness_tells_within_two_seconds_that_the_store_is_slow()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var proxy = new TcpProxy(server.Port);
        await using var replica = ApiReplica.Start(
            server, new() { ["ConnectionStrings:redis"] = $"127.0.0.1:{proxy.Port},abortConnect=false,connectTimeout=1000" });
        var checks = replica.Services.GetRequiredService<HealthCheckService>();
        await Eventually.TrueAsync(async () => (await checks.CheckHealthAsync(Token)).Entries["storage"].Status == HealthStatus.Healthy);

        proxy.Delay = TimeSpan.FromMilliseconds(300);

        await Eventually.TrueAsync(async () => // on a busy machine it may pass for a store that is away
        {
            var storage = (await checks.CheckHealthAsync(Token)).Entries["storage"];
            return storage.Status == HealthStatus.Degraded && storage.Duration < TimeSpan.FromSeconds(2.5);
        });
        proxy.Delay = TimeSpan.Zero;
        await Eventually.TrueAsync(async () => (await checks.CheckHealthAsync(Token)).Entries["storage"].Status == HealthStatus.Healthy);
    }

    private static async Task SettledAsync(Task call) => await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static Task<TaskSnapshot?> FindAsync(Storage storage, TaskRun run) => storage.Tasks.FindAsync(run.Task.Owner, run.Task.Id, messages: null, Token);
}
