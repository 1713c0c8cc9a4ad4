using System.Runtime.CompilerServices;
using System.Text;
using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Push;

/// <summary>Events are found in any order of asking, and the task is always as it was after the event.</summary>
public sealed class SubscriptionLogTests : IDisposable
{
    private readonly FoldedTasks _folds = new();

    private static readonly TaskId Task = TaskId.New(0, DateTimeOffset.UnixEpoch);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folds.Dispose();

    [Theory]
    [InlineData(true, "1 2 3")]
    [InlineData(false, "1 2 3")]
    [InlineData(true, "3 1 2")]
    [InlineData(false, "3 1 2")]
    [InlineData(true, "120 60 60 1 119")]
    [InlineData(false, "120 60 60 1 119")]
    public async Task An_event_is_found_by_its_place(bool folds, string asked)
    {
        var log = new SubscriptionLog(new Events(), new Subscription(Task, "config"), new EventsInHand(), folds ? _folds : null);
        foreach (var place in asked.Split(' '))
        {
            var change = (await log.FindAsync(new EventCursor($"{place}-0"), Token)).ShouldNotBeNull();

            change.Cursor.Value.ShouldBe($"{place}-0");
            (log.Fold.Task?.Status.Message?.MessageId).ShouldBe(folds ? place : null);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_replay_the_log_goes_on_behind_the_cursor(bool folds)
    {
        var log = new SubscriptionLog(new Events(), new Subscription(Task, "config"), new EventsInHand(), folds ? _folds : null);
        await log.FindAsync(new EventCursor("7-0"), Token);

        (await log.AfterAsync(new EventCursor("100-0"), Token)).ShouldNotBeNull().Sequence.ShouldBe(101);
        (await log.AfterAsync(new EventCursor("120-0"), Token)).ShouldBeNull();
        (await log.FindAsync(new EventCursor("7-1"), Token)).ShouldBeNull("there is no such event");
    }

    [Fact]
    public async Task A_later_turn_folds_only_what_is_new()
    {
        var events = new Events();
        await new SubscriptionLog(events, new Subscription(Task, "config"), new EventsInHand(), _folds).AfterAsync(new EventCursor("99-0"), Token);
        await new SubscriptionLog(events, new Subscription(Task, "config"), new EventsInHand(), _folds).AfterAsync(new EventCursor("100-0"), Token);
        var log = new SubscriptionLog(events, new Subscription(Task, "config"), new EventsInHand(), _folds);
        await log.AfterAsync(new EventCursor("100-0"), Token);
        log.Keep();
        events.Asked.Clear();

        var later = new SubscriptionLog(events, new Subscription(Task, "config"), new EventsInHand(), _folds);
        (await later.AfterAsync(new EventCursor("101-0"), Token)).ShouldNotBeNull().Sequence.ShouldBe(102);

        events.Asked.ShouldBe(["101-0"]);
        later.Fold.Task.ShouldNotBeNull().History.ShouldNotBeNull().Count.ShouldBe(101, "each message before the newest once");
    }

    [Fact]
    public async Task An_event_in_hand_is_given_where_it_follows_and_not_over_a_gap()
    {
        var (events, hand) = (new Events(), new EventsInHand());
        var log = new SubscriptionLog(events, new Subscription(Task, "config"), hand, folds: null);
        hand.Add(Events.Change(7) with { Before = new EventCursor("6-0") });
        hand.Add(Events.Change(8) with { Before = new EventCursor("7-0") });

        (await log.AfterAsync(new EventCursor("6-0"), Token)).ShouldNotBeNull().Sequence.ShouldBe(7);
        log.Knows(new EventCursor("7-0")).ShouldBeTrue();
        (await log.AfterAsync(new EventCursor("7-0"), Token)).ShouldNotBeNull().Sequence.ShouldBe(8);
        log.Knows(new EventCursor("8-0")).ShouldBeFalse();
        events.Asked.ShouldBeEmpty();

        hand.Add(Events.Change(10) with { Before = new EventCursor("9-0") });
        (await log.AfterAsync(new EventCursor("8-0"), Token)).ShouldNotBeNull().Sequence.ShouldBe(9);
        events.Asked.ShouldBe(["8-0"]);
    }

    /// <summary>120 events; the status's message says which one it is.</summary>
    private sealed class Events : ITaskEvents
    {
        public List<string> Asked { get; } = [];

        public Task<IReadOnlyList<TaskEvent>> ReadAsync(TaskId id, EventCursor after, int count, CancellationToken cancellationToken)
        {
            Asked.Add(after.Value);
            return System.Threading.Tasks.Task.FromResult<IReadOnlyList<TaskEvent>>(
                [.. Enumerable.Range(1, 120).Select(Change).Where(change => change.Cursor.IsAfter(after)).Take(count)]);
        }

        public Task<IReadOnlyList<TaskEvent>> ReadFromAsync(TaskId id, EventCursor at, int count, CancellationToken cancellationToken)
        {
            Asked.Add($"[{at}");
            return System.Threading.Tasks.Task.FromResult<IReadOnlyList<TaskEvent>>(
                [.. Enumerable.Range(1, 120).Select(Change).SkipWhile(change => change.Cursor != at).Take(count)]);
        }

        public async IAsyncEnumerable<TaskEvent> FollowAsync(TaskId id, EventCursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var change in await ReadAsync(id, after, int.MaxValue, cancellationToken))
            {
                yield return change;
            }
        }

        public static TaskEvent Change(int place)
        {
            var status = $$$"""{"state":"TASK_STATE_WORKING","message":{"messageId":"{{{place}}}","role":"ROLE_AGENT","parts":[{"text":"x"}]}}""";
            var json = place == 1
                ? $$$"""{"task":{"id":"{{{Task}}}","contextId":"c","status":{{{status}}} }}"""
                : $$$"""{"statusUpdate":{"taskId":"{{{Task}}}","contextId":"c","status":{{{status}}} }}""";
            return new(new EventCursor($"{place}-0"), place, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(json), null);
        }
    }
}
