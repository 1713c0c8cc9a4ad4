using System.Collections.Concurrent;
using A2A.Protocol;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

/// <summary>A ring is heard here, and at all replicas when no listener here sees to it.</summary>
public abstract class DoorbellContract(StoreFixture store)
{
    private readonly Bell _bell = new($"{Guid.NewGuid():N}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ring_is_heard_by_every_listener_here_with_its_subject()
    {
        await using var storage = await store.OpenAsync();
        List<string> heard = [];
        var rings = 0;
        using var named = storage.Doorbell.Listen(_bell, subject =>
        {
            heard.Add(subject);
            return true;
        });
        using var nameless = storage.Doorbell.Listen(_bell, () => rings++);

        storage.Doorbell.Ring(_bell, "one");

        heard.ShouldBe(["one"]);
        rings.ShouldBe(1);
    }

    [Fact]
    public async Task A_listener_that_is_disposed_of_hears_nothing_more_and_the_others_do()
    {
        await using var storage = await store.OpenAsync();
        var (gone, there) = (0, 0);
        var first = storage.Doorbell.Listen(_bell, () => gone++);
        using var second = storage.Doorbell.Listen(_bell, () => there++);

        first.Dispose();
        storage.Doorbell.Ring(_bell, "one");

        (gone, there).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_ring_that_no_listener_here_sees_to_is_heard_at_all_replicas_and_any_other_stays_here()
    {
        await using var storage = await store.OpenAsync();
        await using var second = await store.OpenAsync();
        await using var third = await store.OpenAsync();
        using var here = storage.Doorbell.Listen(_bell, subject => subject == "mine");
        using var atSecond = HeardAt(second, _bell, out var heardAtSecond);
        using var atThird = HeardAt(third, _bell, out var heardAtThird);

        storage.Doorbell.Ring(_bell, "mine");
        storage.Doorbell.Ring(_bell, "theirs");

        await Eventually.TrueAsync(() => Task.FromResult(!heardAtSecond.IsEmpty && !heardAtThird.IsEmpty));
        heardAtSecond.ShouldBe(["theirs"]);
        heardAtThird.ShouldBe(["theirs"]);
    }

    [Fact]
    public async Task Each_task_has_bells_of_its_own()
    {
        await using var storage = await store.OpenAsync();
        var (one, two) = (TaskId.New(3, DateTimeOffset.UtcNow), TaskId.New(3, DateTimeOffset.UtcNow));
        using var atOne = HeardAt(storage, Bell.Cancel(one), out var heardForOne);
        using var atTwo = HeardAt(storage, Bell.Cancel(two), out var heardForTwo);

        storage.Doorbell.Ring(Bell.Events(one), "");
        storage.Doorbell.Ring(Bell.Cancel(two), "");

        heardForOne.ShouldBeEmpty();
        heardForTwo.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_ring_while_the_store_is_away_is_heard_here_and_does_not_throw()
    {
        await using var server = await store.StartNewAsync();
        await using var storage = await server.OpenAsync();
        List<string> heard = [];
        using var here = storage.Doorbell.Listen(_bell, subject =>
        {
            heard.Add(subject);
            return false;
        });
        await server.KillAsync();

        storage.Doorbell.Ring(_bell, "one");

        heard.ShouldBe(["one"]);
    }

    [Fact]
    public async Task What_becomes_due_rings_at_every_replica()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        using var work = HeardAt(other, Bell.Work, out var tasks);
        using var deliveries = HeardAt(other, Bell.Deliveries, out var subscriptions);
        var task = StoreReplica.NewTask(push: PushSamples.Config("https://example.com/"));

        await storage.Tasks.CreateAsync(task, Token);

        await Eventually.TrueAsync(() => Task.FromResult(tasks.Contains(task.Id.Value)), "a new task is due");
        await Eventually.TrueAsync(() => Task.FromResult(subscriptions.Contains($"{task.Id}/config")), "a new event is to be told");
        var run = (await storage.Work.TakeAsync(StoreReplica.LeaseOn(task.Id), Token)).ShouldNotBeNull();
        tasks.Clear();
        await storage.Work.ReleaseAsync(run.Lease, Token);
        await Eventually.TrueAsync(() => Task.FromResult(tasks.Contains(task.Id.Value)), "a task that was given back is due");
    }

    [Fact]
    public async Task A_new_event_and_a_cancellation_ring_for_their_task_at_every_replica()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        var run = await storage.TakenAsync();
        using var events = HeardAt(other, Bell.Events(run.Task.Id), out var heardOfEvents);
        using var cancel = HeardAt(other, Bell.Cancel(run.Task.Id), out var heardOfCancel);

        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        await Eventually.TrueAsync(() => Task.FromResult(!heardOfEvents.IsEmpty), "its readers hear of the event");
        heardOfCancel.ShouldBeEmpty();

        (await storage.Tasks.RequestCancelAsync(run.Task, Token)).ShouldBe(CancelOutcome.Requested);
        await Eventually.TrueAsync(() => Task.FromResult(!heardOfCancel.IsEmpty), "its holder hears of the cancellation");
    }

    private static IDisposable HeardAt(StoreReplica storage, Bell bell, out ConcurrentQueue<string> heard)
    {
        var all = heard = [];
        return storage.Doorbell.Listen(bell, subject =>
        {
            all.Enqueue(subject);
            return true;
        });
    }
}
