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
    IDeliveryQueue queue, DeliveryRunner runner, DueLoop<Subscription> loop, IOptions<PushOptions> options, TimeProvider time,
    ILogger<WebhookDispatcher> logger) : BackgroundService, IOutbox, IDueWork<Subscription>
{
    private readonly PushOptions _options = options.Value;
    private readonly ConcurrentDictionary<Subscription, Turn> _running = new();

    public TimeSpan Drain => _options.Drain;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var (name, network) in _options.AllowedNetworks)
        {
            LogAllowed(network, name);
        }

        return loop.RunAsync(this, stoppingToken);
    }

    public bool TryParse(string subject, out Subscription due) => Subscription.TryParse(subject, out due);

    public Task<IReadOnlyList<Subscription>> DueAsync(int most, CancellationToken cancellationToken) =>
        queue.DueAsync(most, cancellationToken);

    public bool TryBegin(Subscription due, bool isRung) => (!isRung && _running.ContainsKey(due)) || TryBegin(due, written: null);

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private bool TryBegin(Subscription subscription, TaskEvent? written)
    {
        // One that is running needs no place of its own: it goes on, or its end is followed by another.
        if (_running.TryGetValue(subscription, out var current) && current.TryRing(written))
        {
            return true;
        }

        if (loop.Stopping.IsCancellationRequested || !loop.TryTakePlace())
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
        if (loop.Stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero; // elsewhere
        }

        var taken = time.GetTimestamp();
        return await queue.TakeAsync(subscription, token, CancellationToken.None) is { } run
            ? await runner.RunAsync(run, place: null, turn.Hand, taken, loop.Stopping, loop.Shutdown)
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
        var isLookedFor = loop.Release();
        if ((rung || after == TimeSpan.Zero) && !isLookedFor)
        {
            loop.Ring(subscription); // here, or elsewhere when this replica stops
        }

        if (after > TimeSpan.Zero)
        {
            _ = loop.RingAsync(subscription, after.Value);
        }
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
