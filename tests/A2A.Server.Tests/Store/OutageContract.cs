using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Push.Keys;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>A store that does not answer in time is a StorageUnavailableException, whatever was asked of it.</summary>
public abstract class OutageContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_says_that_the_store_is_away_and_works_again_when_it_is_back()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var run = await storage.TakenAsync(StoreReplica.NewTask(push: PushSamples.Config("https://example.com/")));
        var delivery = (await storage.Deliveries.TakeAsync(new Subscription(run.Task.Id, "config"), "one", Token)).ShouldNotBeNull();
        var keys = await storage.SigningKeys.ReadAsync(Token);
        Func<Task>[] calls =
            [.. OfTasks(storage, run), .. OfWork(storage, run), .. OfPush(storage, run, delivery), .. OfAll(storage, keys)];
        await server.KillAsync();

        await Task.WhenAll(calls.Select((call, place) => Should.ThrowAsync<StorageUnavailableException>(call, $"call {place}")));

        await server.StartAsync();
        foreach (var call in calls)
        {
            await Eventually.TrueAsync(() => AnsweredAsync(call));
        }
    }

    [Fact]
    public async Task A_run_that_is_given_back_while_the_store_is_away_rests_with_nothing()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var run = await storage.TakenAsync();
        await server.KillAsync();

        await storage.Work.GiveBackAsync(run);

        (await run.Rest.Task).ShouldBeNull();
    }

    private static IEnumerable<Func<Task>> OfTasks(StoreReplica storage, TaskRun run)
    {
        var (tasks, task, fresh) = (storage.Tasks, run.Task, StoreReplica.NewTask());
        yield return () => tasks.CreateAsync(fresh, Token);
        yield return () => tasks.FindEarlierAsync(fresh, Token);
        yield return () => tasks.KeepAnswerAsync(StoreReplica.NewTask(), fresh.Message, Token);
        yield return () => tasks.ContinueAsync(Turns.Answer(task, "The first"), Token);
        yield return () => tasks.FindAsync(task.Owner, task.Id, Token);
        yield return () => tasks.ListAsync(TaskListContract.QueryOf(task.Owner), null, Token);
        yield return () => tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        yield return () => tasks.SaveStepAsync(run.Lease, "step", "1", Token);
        yield return () => tasks.RequestCancelAsync(task, Token);
    }

    private static IEnumerable<Func<Task>> OfWork(StoreReplica storage, TaskRun run)
    {
        yield return () => storage.Work.DueAsync(10, Token);
        yield return () => storage.Work.TakeAsync(run.Lease, Token);
        yield return () => storage.Work.RenewAsync(run.Lease, Token);
        yield return () => storage.Work.ReleaseAsync(run.Lease, Token);
    }

    private static IEnumerable<Func<Task>> OfPush(StoreReplica storage, TaskRun run, DeliveryRun delivery)
    {
        var (deliveries, records, task, letter) = (storage.Deliveries, storage.Records, run.Task, new DeadLetterId(0, "1-1"));
        yield return () => deliveries.DueAsync(10, Token);
        yield return () => deliveries.TakeAsync(delivery.Subscription, delivery.Token, Token);
        yield return () => deliveries.SettleAsync(delivery, new Settlement.Postpone(TimeSpan.Zero), Token);
        yield return () => records.AttemptsAsync(null, task.Id, Token);
        yield return () => records.SubscriptionsAsync(null, task.Id, Token);
        yield return () => records.DeadLettersAsync(null, null, null, 10, Token);
        yield return () => records.ReplayAsync(null, letter, Token);
        yield return () => records.ReplayAllAsync(null, null, Token);
        yield return () => records.PurgeAsync(null, letter, Token);
        yield return () => records.PurgeAllAsync(null, null, Token);
    }

    private static IEnumerable<Func<Task>> OfAll(StoreReplica storage, StoredKeys keys)
    {
        const string endpoint = "away.example:443";
        var (circuits, signing) = (storage.Circuits, storage.SigningKeys);
        yield return () => circuits.ReadAsync(Token);
        yield return () => circuits.FailedAsync(endpoint, null, 0, Token);
        yield return () => circuits.AnsweredAsync(endpoint, Token);
        yield return () => circuits.ProbeAsync(endpoint, "aa", Token);
        yield return () => circuits.GiveBackAsync(endpoint, "aa", Token);
        yield return () => circuits.CloseAsync(endpoint, Token);
        yield return () => circuits.ListAsync(Token);
        yield return () => signing.ReadAsync(Token);
        yield return () => signing.ReplaceAsync(keys, [SigningKey.New(keys.Now)], null, TimeSpan.Zero, Token);
        yield return () => signing.PublishAsync("content", "signature", Token);
    }

    private static async Task<bool> AnsweredAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }
}
