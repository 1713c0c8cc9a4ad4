using System.Collections.Concurrent;
using System.Security.Cryptography;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>Takes due subscriptions and gives each its turn, so many at a time. On shutdown it drains, then breaks off.</summary>
internal sealed partial class WebhookDispatcher(
    IDeliveryQueue queue, DeliveryRunner runner, EndpointPlaces places, IDoorbell doorbell, IHostApplicationLifetime lifetime,
    IOptions<PushOptions> options, IOptions<TaskOptions> tasks, TimeProvider time, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    private readonly PushOptions _options = options.Value;
    private readonly TimeSpan _sweep = tasks.Value.Sweep;
    private readonly ConcurrentDictionary<Subscription, Turn> _running = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly DueLook _look = new(time);
    private CancellationToken _stopping;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The drain begins with the stop of the host, not after the web server's: a slow caller must not use up its time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        _stopping = stop.Token;
        await DispatchAsync(stop.Token);
        await DrainAsync();
    }

    private async Task DispatchAsync(CancellationToken stoppingToken)
    {
        foreach (var (name, network) in _options.AllowedNetworks)
        {
            LogAllowed(network, name);
        }

        using var bell = doorbell.Listen(Bell.Deliveries, Take);
        await _look.RunAsync(LookAsync, LogLookFailed, stoppingToken);
    }

    // Who waits in line for an endpoint sends nothing: such waits take no place from others.
    private int Free => _options.Concurrency + places.Waiting - _running.Count;

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

        _ = due.Where(subscription => !_running.ContainsKey(subscription)).All(TryBegin); // until one finds no place
    }

    // A ring that names a subscription begins its turn; one that names none says that there is something due somewhere.
    private bool Take(string subject)
    {
        if (Subscription.TryParse(subject, out var subscription))
        {
            return TryBegin(subscription);
        }

        _look.Ring();
        return true;
    }

    private bool TryBegin(Subscription subscription)
    {
        if (_stopping.IsCancellationRequested || !_look.TryPlace(() => Free > 0))
        {
            return false;
        }

        Begin(subscription);
        return true;
    }

    private void Begin(Subscription subscription)
    {
        var turn = new Turn();
        while (true)
        {
            if (_running.TryAdd(subscription, turn))
            {
                _ = RunAsync(subscription, turn);
                return;
            }

            if (_running.TryGetValue(subscription, out var current) && current.TryRing())
            {
                return;
            }
        }
    }

    // Never throws: nobody waits for it but by the signal.
    private async Task RunAsync(Subscription subscription, Turn turn)
    {
        await Task.Yield();
        TimeSpan? again = null;
        try
        {
            var taken = time.GetTimestamp();
            var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
            // Not canceled by a stop: a lease that is taken must be known, so that it can be given back.
            if (_stopping.IsCancellationRequested)
            {
                again = TimeSpan.Zero; // elsewhere
            }
            else if (await queue.TakeAsync(subscription, token, CancellationToken.None) is { } run)
            {
                again = await runner.RunAsync(run, taken, _stopping, _shutdown.Token);
            }
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
            var rung = turn.End();
            _running.TryRemove(subscription, out _);
            SeeAgain(subscription, rung, again);
            turn.Done.SetResult();
        }
    }

    private void SeeAgain(Subscription subscription, bool rung, TimeSpan? after)
    {
        // What found no place before it is due for longer: a look takes that first, and this one after it.
        var isLookedFor = _look.Freed() && !_stopping.IsCancellationRequested;
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
        var running = Task.WhenAll(_running.Values.Select(turn => turn.Done.Task));
        LogDraining(_running.Count);
        await Task.WhenAny(running, Task.Delay(_options.Drain, time));
        await _shutdown.CancelAsync();
        await running;
    }

    public override void Dispose()
    {
        base.Dispose();
        _shutdown.Dispose();
    }

    /// <summary>A turn that is under way. A ring during it begins another one after it: the turn may have settled already.</summary>
    private sealed class Turn
    {
        private readonly Lock _lock = new();
        private bool _isRung;
        private bool _hasEnded;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>False when it has ended.</summary>
        public bool TryRing()
        {
            lock (_lock)
            {
                _isRung = true;
                return !_hasEnded;
            }
        }

        /// <summary>True when it was rung for.</summary>
        public bool End()
        {
            lock (_lock)
            {
                _hasEnded = true;
                return _isRung;
            }
        }
    }
}
