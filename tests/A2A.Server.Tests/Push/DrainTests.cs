using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Redis;
using A2A.Server.Tests.Store;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.Server.Tests.Push;

/// <summary>What becomes of the events behind one that fails.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly PushScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _scene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("1000")] // every event is tried
    [InlineData("3")] // the endpoint's circuit opens
    public async Task A_dead_subscription_gives_up_all_its_events_about_when_the_first_is_given_up(string failures)
    {
        const int Events = 12;
        await using var endpoint = await Endpoint.StartAsync(500);
        var run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), Events - 1);
        await using var replica = await PushReplica.StartAsync(
            _scene.Redis,
            ("MaxAttempts", "100"), ("GiveUpAfter", "00:00:02"), ("Circuit:Failures", failures), ("Circuit:FirstPause", "00:00:00.300"), ("Circuit:LongestPause", "00:00:00.300"));

        await _scene.AtRestAsync(run);

        var letters = (await replica.Records.DeadLettersAsync(run.Task.Owner, null, null, 100, Token)).Letters;
        letters.Select(letter => letter.Sequence).ShouldBe(Enumerable.Range(1, Events).Select(sequence => (long)sequence));
        letters.ShouldAllBe(letter => letter.Reason.StartsWith("not delivered within 00:00:02"));
        letters[0].Attempts.ShouldBeGreaterThan(1);
        letters.Skip(1).ShouldAllBe(letter => letter.Attempts <= 1);
        (letters[^1].BuriedAt - letters[0].BuriedAt).ShouldBeLessThan(TimeSpan.FromSeconds(Events), "one after the other they would take twice as many seconds");
    }

    [Fact]
    public async Task An_unexpected_error_at_an_event_does_not_count_the_failures_of_the_one_before_it()
    {
        TaskRun? run = null;
        var (broken, turn) = (new BrokenOnce(), 0);
        await using var endpoint = await Endpoint.StartAsync(async (_, http) =>
        {
            http.Response.StatusCode = ++turn == 1 ? 500 : 200;
            if (turn == 2)
            {
                await _scene.Storage.Tasks.AppendAsync(run!, Change.Status(run!, 1, TaskState.Working), Token); // set before anything is sent
                broken.IsBroken = true;
            }
        });
        run = await _scene.WorkedAsync(PushScene.Config(endpoint.Url), 0);
        await using var replica = await PushReplica.StartAsync(
            _scene.Redis,
            builder => builder.Services.AddSingleton<ITaskEvents>(provider => broken.Around(ActivatorUtilities.CreateInstance<RedisTaskEvents>(provider))),
            ("MaxAttempts", "2"));

        await endpoint.UntilAsync(3);
        await _scene.AtRestAsync(run);

        endpoint.All.Select(webhook => (webhook.Sequence, webhook.Attempt)).ShouldBe([(1, 1), (1, 2), (2, 2)]);
        (await PushSamples.DeadOfAsync(_scene.Storage.Scripts, run.Task.Id)).ShouldBeEmpty();
        broken.IsBroken.ShouldBeFalse();
    }

    /// <summary>Throws what nobody expects when it is read, once it is told to.</summary>
    private sealed class BrokenOnce : ITaskEvents
    {
        private ITaskEvents _inner = null!; // set by Around

        public bool IsBroken { get; set; }

        public BrokenOnce Around(ITaskEvents inner)
        {
            _inner = inner;
            return this;
        }

        public Task<IReadOnlyList<TaskEvent>> ReadAsync(TaskId id, EventCursor after, int count, CancellationToken cancellationToken)
        {
            if (IsBroken)
            {
                IsBroken = false;
                throw new InvalidOperationException("unexpected");
            }

            return _inner.ReadAsync(id, after, count, cancellationToken);
        }

        public Task<IReadOnlyList<TaskEvent>> ReadFromAsync(TaskId id, EventCursor at, int count, CancellationToken cancellationToken) =>
            _inner.ReadFromAsync(id, at, count, cancellationToken);

        public IAsyncEnumerable<TaskEvent> FollowAsync(TaskId id, EventCursor after, CancellationToken cancellationToken) =>
            _inner.FollowAsync(id, after, cancellationToken);
    }
}
