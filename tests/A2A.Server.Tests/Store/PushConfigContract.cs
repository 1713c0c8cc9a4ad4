using A2A.Protocol;
using A2A.Server.Push;
using A2A.Server.Tasks;
using A2A.Server.Tests.Push;

namespace A2A.Server.Tests.Store;

public abstract class PushConfigContract(StoreFixture store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_config_is_found_as_it_was_put()
    {
        await using var storage = await store.OpenAsync();
        var (configs, run) = (storage.Configs, await storage.TakenAsync());
        var config = PushSamples.Config("https://example.com/", "b") with { ProtocolVersion = "0.3" };

        (await PutAsync(configs, run, config)).ShouldBe(PutConfigOutcome.Put);
        (await PutAsync(configs, run, PushSamples.Config("https://example.com/", "a"))).ShouldBe(PutConfigOutcome.Put);

        var found = (await configs.ListAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull();
        found.Select(each => each.Id).ShouldBe(["a", "b"]);
        found[1].ShouldBe(config);
    }

    [Fact]
    public async Task A_foreign_task_is_as_good_as_none()
    {
        await using var storage = await store.OpenAsync();
        var (configs, run) = (storage.Configs, await storage.TakenAsync());
        var config = PushSamples.Config("https://example.com/");
        await PutAsync(configs, run, config);

        (await configs.PutAsync("another", run.Task.Id, config, 10, Token)).ShouldBe(PutConfigOutcome.TaskNotFound);
        (await configs.ListAsync("another", run.Task.Id, Token)).ShouldBeNull();
        (await configs.DeleteAsync("another", run.Task.Id, config.Id, Token)).ShouldBeFalse();
        (await configs.ListAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull().ShouldHaveSingleItem();
        (await configs.PutAsync("", TaskId.New(0, DateTimeOffset.UtcNow), config, 10, Token)).ShouldBe(PutConfigOutcome.TaskNotFound);
    }

    [Fact]
    public async Task A_task_has_at_most_so_many_configs_and_each_can_still_be_replaced()
    {
        await using var storage = await store.OpenAsync();
        var (configs, run) = (storage.Configs, await storage.TakenAsync());
        await configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/", "a"), 2, Token);
        await configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/", "b"), 2, Token);

        (await configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/", "c"), 2, Token)).ShouldBe(PutConfigOutcome.TooMany);
        (await configs.PutAsync(run.Task.Owner, run.Task.Id, PushSamples.Config("https://example.com/new", "a"), 2, Token)).ShouldBe(PutConfigOutcome.Put);

        var found = await configs.ListAsync(run.Task.Owner, run.Task.Id, Token);
        found!.Select(config => config.Config.Url).ShouldBe(["https://example.com/new", "https://example.com/"]);
    }

    [Fact]
    public async Task Deleting_is_the_same_twice()
    {
        await using var storage = await store.OpenAsync();
        var (configs, run) = (storage.Configs, await storage.TakenAsync());
        await PutAsync(configs, run, PushSamples.Config("https://example.com/"));

        (await configs.DeleteAsync(run.Task.Owner, run.Task.Id, "config", Token)).ShouldBeTrue();
        (await configs.DeleteAsync(run.Task.Owner, run.Task.Id, "config", Token)).ShouldBeTrue();

        (await configs.ListAsync(run.Task.Owner, run.Task.Id, Token)).ShouldNotBeNull().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(TaskState.Completed)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.InputRequired)]
    [InlineData(TaskState.AuthRequired)]
    public async Task A_config_that_comes_after_a_task_has_come_to_rest_is_told_its_last_event_once(TaskState state)
    {
        await using var storage = await store.OpenAsync();
        var (configs, run) = (storage.Configs, await storage.TakenAsync());
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        await storage.Tasks.AppendAsync(run, Change.Status(run, 2, state), Token);
        var events = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 10, Token);
        var subscription = new Subscription(run.Task.Id, "config");

        await PutAsync(configs, run, PushSamples.Config("https://example.com/"));
        var taken = (await storage.Deliveries.TakeAsync(subscription, "token", Token)).ShouldNotBeNull();
        (taken.Cursor, taken.LastEvent).ShouldBe((events[1].Cursor, events[2].Cursor));
        await storage.Deliveries.SettleAsync(taken, new Settlement.Advance(events[2].Cursor), Token);
        await PutAsync(configs, run, PushSamples.Config("https://example.com/elsewhere"));

        (await storage.Deliveries.TakeAsync(subscription, "another", Token)).ShouldBeNull("it was told");
    }

    [Fact]
    public async Task A_config_that_comes_while_a_task_is_worked_on_is_told_what_comes_after_it()
    {
        await using var storage = await store.OpenAsync();
        var (configs, run) = (storage.Configs, await storage.TakenAsync());
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, TaskState.Working), Token);
        var subscription = new Subscription(run.Task.Id, "config");

        await PutAsync(configs, run, PushSamples.Config("https://example.com/"));
        (await storage.Deliveries.TakeAsync(subscription, "token", Token)).ShouldBeNull();
        await storage.Tasks.AppendAsync(run, Change.Status(run, 2, TaskState.Working), Token);

        var taken = await Eventually.NotNullAsync(() => storage.Deliveries.TakeAsync(subscription, "token", Token));
        var events = await storage.Events.ReadAsync(run.Task.Id, EventCursor.Start, 10, Token);
        (taken.Cursor, taken.LastEvent).ShouldBe((events[1].Cursor, events[2].Cursor));
    }

    [Fact]
    public async Task Consent_counts_for_all_replicas_until_its_time_is_over()
    {
        await using var storage = await store.OpenAsync();
        await using var other = await store.OpenAsync();
        var question = $"challenge {Guid.NewGuid():N}";
        (await other.Configs.HasConsentAsync(question, Token)).ShouldBeFalse();

        await storage.Configs.KeepConsentAsync(question, TimeSpan.FromHours(1), Token);
        (await other.Configs.HasConsentAsync(question, Token)).ShouldBeTrue();
        (await other.Configs.HasConsentAsync(question + "x", Token)).ShouldBeFalse("that was not asked");

        await storage.Configs.KeepConsentAsync(question, TimeSpan.FromMilliseconds(1), Token);
        await Eventually.TrueAsync(async () => !await other.Configs.HasConsentAsync(question, Token));
    }

    private static Task<PutConfigOutcome> PutAsync(IPushConfigStore configs, TaskRun run, PushConfig config) =>
        configs.PutAsync(run.Task.Owner, run.Task.Id, config, 10, Token);
}
