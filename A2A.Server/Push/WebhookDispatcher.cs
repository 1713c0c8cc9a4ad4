using System.Collections.Concurrent;
using System.Security.Cryptography;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>
/// Gives due subscriptions their turns, so many at a time: those that this replica writes events for, and those that it takes.
/// On shutdown it drains, then breaks off.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IDeliveryQueue queue, DeliveryRunner runner, EndpointPlaces places, IDoorbell doorbell, IHostApplicationLifetime lifetime,
    IOptions<PushOptions> options, IOptions<TaskOptions> tasks, TimeProvider time, ILogger<WebhookDispatcher> logger)
    : BackgroundService, IOutbox
{
    private readonly PushOptions _options = options.Value;
    private readonly TimeSpan _sweep = tasks.Value.Sweep;
    private readonly ConcurrentDictionary<Subscription, Turn> _running = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DueLook _look = new(time);
    private CancellationToken _stopping;
    private int _used = 1; // turns that run or are reserved, and one until the drain

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The drain begins with the stop of the host, not after the web server's: a slow caller must not use up its time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        _stopping = stop.Token;
        foreach (var (name, network) in _options.AllowedNetworks)
        {
            LogAllowed(network, name);
        }

        using (doorbell.Listen(Bell.Deliveries, Take))
        {
            await _look.RunAsync(LookAsync, LogLookFailed, _stopping);
        }

        await DrainAsync();
    }

    // A turn that waits in line for an endpoint sends nothing: such waits take no place from others.
    private int Free => _options.Concurrency + 1 + places.Waiting - Volatile.Read(ref _used);

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private bool TryPlace()
    {
        for (var used = Volatile.Read(ref _used); used <= _options.Concurrency + places.Waiting; used = Volatile.Read(ref _used))
        {
            if (Interlocked.CompareExchange(ref _used, used + 1, used) == used)
            {
                // After it is counted, so that no turn begins once the drain has found none.
                if (!_stopping.IsCancellationRequested)
                {
                    return true;
                }

                CountDown();
                return false;
            }
        }

        return false;
    }

    // True when a look will use the place.
    private bool Release()
    {
        CountDown();
        return _look.Freed();
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref _used) == 0)
        {
            _drained.TrySetResult();
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        if (!_look.TryPlace(() => Free > 0))
        {
            return;
        }

        var most = Math.Max(Free, 1);
        var due = await queue.DueAsync(most, stoppingToken);
        if (due.Count >= most)
        {
            _look.HasMore();
        }

        _ = due.Where(subscription => !_running.ContainsKey(subscription))
            .All(subscription => TryBegin(subscription, written: null)); // until one finds no place
    }

    // A ring that names a subscription begins its turn; one that names none says that there is something due somewhere.
    private bool Take(string subject)
    {
        if (Subscription.TryParse(subject, out var subscription))
        {
            return TryBegin(subscription, written: null);
        }

        _look.Ring();
        return true;
    }

    private bool TryBegin(Subscription subscription, TaskEvent? written)
    {
        // One that is running needs no place of its own: it goes on, or its end is followed by another.
        if (_running.TryGetValue(subscription, out var current) && current.TryRing(written))
        {
            return true;
        }

        if (_stopping.IsCancellationRequested || !_look.TryPlace(TryPlace))
        {
            return false;
        }

        var turn = new Turn(turn => TakeAsync(subscription, NewToken(), turn));
        if (written is not null)
        {
            turn.Hand.Add(written);
        }

        Begin(subscription, turn);
        return true;
    }

    // In a place that was taken. Of one subscription there is one turn at a time.
    private void Begin(Subscription subscription, Turn turn)
    {
        while (true)
        {
            if (_running.TryAdd(subscription, turn))
            {
                // Nothing of the caller's context goes along: it may be a request that is over long before.
                ThreadPool.UnsafeQueueUserWorkItem(
                    static begun => _ = begun.Dispatcher.RunAsync(begun.Subscription, begun.Turn),
                    (Dispatcher: this, Subscription: subscription, Turn: turn),
                    preferLocal: true);
                return;
            }

            if (_running.TryGetValue(subscription, out var current) && current.TryFollow(turn))
            {
                return;
            }
        }
    }

    // Not canceled by a stop: a lease that is taken must be known, so that it can be given back.
    private async Task<TimeSpan?> TakeAsync(Subscription subscription, string token, Turn turn)
    {
        if (_stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero; // elsewhere
        }

        var taken = time.GetTimestamp();
        return await queue.TakeAsync(subscription, token, CancellationToken.None) is { } run
            ? await runner.RunAsync(run, place: null, turn.Hand, taken, _stopping, _shutdown.Token)
            : null;
    }

    // Never throws: its end is known by the count alone.
    private async Task RunAsync(Subscription subscription, Turn turn)
    {
        TimeSpan? again = null;
        try
        {
            again = await turn.RunAsync();
        }
        catch (StorageUnavailableException)
        {
            // Not begun: the lease, if it was taken, runs out.
        }
        catch (Exception e)
        {
            LogRunFailed(subscription, e);
        }
        finally
        {
            var (rung, next) = turn.End();
            _running.TryRemove(subscription, out _);
            if (next is not null)
            {
                Begin(subscription, next);
            }

            SeeAgain(subscription, rung, again);
        }
    }

    private void SeeAgain(Subscription subscription, bool rung, TimeSpan? after)
    {
        // What found no place before it is due for longer: a look takes that first, and this one after it.
        var isLookedFor = Release() && !_stopping.IsCancellationRequested;
        if ((rung || after == TimeSpan.Zero) && !isLookedFor)
        {
            doorbell.Ring(Bell.Deliveries, subscription.ToString()); // here, or elsewhere when this replica stops
        }

        // What is due later than in a sweep is seen by the sweep before.
        if (after > TimeSpan.Zero && after <= _sweep)
        {
            _ = WakeAsync(subscription, after.Value);
        }
    }

    private async Task WakeAsync(Subscription subscription, TimeSpan after)
    {
        await Task.Delay(after, time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stopping.IsCancellationRequested)
        {
            doorbell.Ring(Bell.Deliveries, subscription.ToString());
        }
    }

    private async Task DrainAsync()
    {
        LogDraining(_running.Count);
        CountDown();
        await Task.WhenAny(_drained.Task, Task.Delay(_options.Drain, time));
        await _shutdown.CancelAsync();
        await _drained.Task;
    }

    public override void Dispose()
    {
        base.Dispose();
        _shutdown.Dispose();
    }

    /// <summary>A turn of a subscription.</summary>
    /// <param name="run">What it does; gives after which time the subscription is due again.</param>
    private sealed class Turn(Func<Turn, Task<TimeSpan?>> run)
    {
        private readonly Lock _lock = new();
        private Turn? _next;
        private bool _isRung;
        private bool _hasEnded;

        /// <summary>What this replica wrote meanwhile.</summary>
        public EventsInHand Hand { get; } = new();

        public Task<TimeSpan?> RunAsync() => run(this);

        /// <summary>A ring during a turn begins another one after it: it may have settled already. False when it has ended.</summary>
        public bool TryRing(TaskEvent? written)
        {
            lock (_lock)
            {
                if (written is not null)
                {
                    Hand.Add(written);
                }

                _isRung = true;
                return !_hasEnded;
            }
        }

        /// <summary>The other one begins when this one ends. False when it has ended.</summary>
        public bool TryFollow(Turn other)
        {
            lock (_lock)
            {
                if (!_hasEnded && (_next is null || !_next.TryFollow(other)))
                {
                    _next = other;
                }

                return !_hasEnded;
            }
        }

        /// <summary>Gives whether it was rung for, and the turn that follows it.</summary>
        public (bool IsRung, Turn? Next) End()
        {
            lock (_lock)
            {
                _hasEnded = true;
                return (_isRung, _next);
            }
        }
    }
}
