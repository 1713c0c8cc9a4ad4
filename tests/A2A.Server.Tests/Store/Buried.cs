using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>A task of some events with one subscription, whose deliveries the test settles as it likes.</summary>
internal sealed class Buried(StoreReplica storage, TaskRun run)
{
    public const string Reason = "HTTP 500";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Owner => run.Task.Owner;

    public TaskId Task => run.Task.Id;

    public TaskRun Run => run;

    public Subscription Subscription => new(Task, "config");

    public IDeliveryRecords Records => storage.Records;

    public IPushConfigStore Configs => storage.Configs;

    public IDeliveryQueue Queue => storage.Deliveries;

    public static async Task<Buried> StartAsync(
        StoreReplica storage, int events, string? owner = null, string url = "https://example.com/")
    {
        var run = await storage.TakenAsync(StoreReplica.NewTask(owner, push: PushSamples.Config(url)));
        for (var sequence = 1; sequence < events; sequence++)
        {
            await storage.Tasks.AppendAsync(run, Change.Status(run, sequence, TaskState.Working), Token);
        }

        return new Buried(storage, run);
    }

    public async Task<IReadOnlyList<TaskEvent>> EventsAsync() => await storage.Events.ReadAsync(Task, EventCursor.Start, 1000, Token);

    public Task<DeliveryRun> TakeAsync() =>
        Eventually.NotNullAsync(() => Queue.TakeAsync(Subscription, Guid.NewGuid().ToString("N"), Token), "the subscription is due");

    public Task<SettleOutcome> SettleAsync(DeliveryRun taken, Settlement settlement) => Queue.SettleAsync(taken, settlement, Token);

    /// <summary>Buries every event there is, then nothing is due.</summary>
    public async Task<IReadOnlyList<DeadLetter>> BuryAllAsync()
    {
        var taken = await TakeAsync();
        foreach (var change in await EventsAsync())
        {
            await SettleAsync(taken, Bury(change));
        }

        return await ListAsync();
    }

    public async Task<IReadOnlyList<DeadLetter>> ListAsync() => (await Records.DeadLettersAsync(Owner, since: null, after: null, 1000, Token)).Letters;

    public Task<ReplayOutcome> ReplayAsync(DeadLetter letter) => Records.ReplayAsync(Owner, letter.Id, Token);

    public async Task<SubscriptionStatus> StatusAsync() => (await Records.SubscriptionsAsync(Owner, Task, Token)).ShouldNotBeNull().ShouldHaveSingleItem();

    public static Settlement Bury(TaskEvent change, int attempts = 3) => new Settlement.Bury(change.Cursor, change.Sequence, attempts, Reason);

    public AttemptRecord Attempt(long sequence, int attempt = 1, int? status = 200, string verdict = "delivered", string? reason = null) => new()
    {
        At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        DeliveryId = Subscription.DeliveryId(new EventCursor($"1-{sequence}")),
        Attempt = attempt,
        Endpoint = "https://example.com/",
        Status = status,
        Duration = TimeSpan.FromMilliseconds(17),
        Verdict = verdict,
        Reason = reason,
        Answer = status is null or 200 ? null : $"answer {status}",
    };
}
