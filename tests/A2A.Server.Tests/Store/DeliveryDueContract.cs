using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>Which subscriptions are due, and when they are due again.</summary>
public abstract class DeliveryDueContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looking_for_what_is_due_claims_nothing_and_gives_no_more_than_asked_for()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        var subscriptions = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SubscribedAsync(storage)));

        (await storage.Deliveries.DueAsync(3, Token)).Count.ShouldBe(3);

        (await storage.Deliveries.DueAsync(100, Token)).ShouldBe(subscriptions, ignoreOrder: true);
        (await storage.Deliveries.TakeAsync(subscriptions[0], "one", Token)).ShouldNotBeNull();
        (await storage.Deliveries.DueAsync(100, Token)).ShouldBe(subscriptions.Skip(1), ignoreOrder: true);
    }

    [Fact]
    public async Task A_subscription_whose_lease_runs_out_is_due_again()
    {
        await using var storage = await store.OpenAsync(new() { DeliveryLease = TimeSpan.FromMilliseconds(50) });
        var subscription = await SubscribedAsync(storage);
        var taken = (await storage.Deliveries.TakeAsync(subscription, "one", Token)).ShouldNotBeNull();

        await Eventually.TrueAsync(async () => (await storage.Deliveries.DueAsync(10_000, Token)).Contains(subscription));

        var again = (await storage.Deliveries.TakeAsync(subscription, "two", Token)).ShouldNotBeNull();
        (again.Cursor, again.Due.FailedAttempts).ShouldBe((taken.Cursor, 0));
    }

    [Fact]
    public async Task A_settlement_says_when_the_subscription_is_due_again()
    {
        await using var storage = await store.OpenAsync();
        var subscription = await SubscribedAsync(storage);
        var hour = TimeSpan.FromHours(1);
        var taken = (await storage.Deliveries.TakeAsync(subscription, "one", Token)).ShouldNotBeNull();

        var delivered = await storage.Deliveries.SettleAsync(taken, new Settlement.Advance(taken.LastEvent), Token);
        var other = await SubscribedAsync(storage);
        var failing = (await storage.Deliveries.TakeAsync(other, "one", Token)).ShouldNotBeNull();
        var failed = await storage.Deliveries.SettleAsync(failing, new Settlement.Retry(failing.LastEvent, hour, "HTTP 500"), Token);

        delivered.ShouldBe(new SettleOutcome.Settled(null), "it is due with its next event");
        failed.ShouldBeOfType<SettleOutcome.Settled>().DueAfter.ShouldBe(hour);
    }

    [Fact]
    public async Task A_subscription_that_does_not_exist_is_not_to_be_had()
    {
        await using var storage = await store.OpenAsync();
        var subscription = await SubscribedAsync(storage);

        (await storage.Deliveries.TakeAsync(subscription with { ConfigId = "other" }, "one", Token)).ShouldBeNull();
        (await storage.Deliveries.TakeAsync(new Subscription(TaskId.New(3, DateTimeOffset.UtcNow), "config"), "one", Token)).ShouldBeNull();
    }

    private static async Task<Subscription> SubscribedAsync(StoreReplica storage)
    {
        var run = await storage.TakenAsync(StoreReplica.NewTask(push: PushSamples.Config("https://example.com/")));
        return new Subscription(run.Task.Id, "config");
    }
}
