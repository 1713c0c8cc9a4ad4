using System.Collections.Concurrent;
using System.Security.Cryptography;
using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>Takes due subscriptions and gives each its turn, so many at a time. On shutdown it drains, then breaks off.</summary>
internal sealed partial class WebhookDispatcher(
    IDeliveryQueue queue, DeliveryRunner runner, EndpointPlaces places, IDoorbell doorbell, IHostApplicationLifetime lifetime, IOptions<PushOptions> options,
    TimeProvider time, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    /// <summary>Turns that come within it share one look.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly PushOptions _options = options.Value;
    private readonly long _began = time.GetTimestamp();
    private readonly ConcurrentDictionary<long, byte> _wakes = new();
    private readonly ConcurrentDictionary<Subscription, Task> _running = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Alarm _look = new(time);
    private volatile bool _mayBeMore;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The drain begins with the stop of the host, not after the web server's: a slow caller must not use up its time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await DispatchAsync(stop.Token);
        await DrainAsync();
    }

    private async Task DispatchAsync(CancellationToken stoppingToken)
    {
        foreach (var (name, network) in _options.AllowedNetworks)
        {
            LogAllowed(network, name);
        }

        using var bell = doorbell.Listen(Bell.Deliveries, _look.Ring);
        _look.Ring(); // what is due already
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _look.WaitAsync(_options.Sweep, stoppingToken);
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                if (e is not StorageUnavailableException)
                {
                    LogSweepFailed(e);
                }

                await Task.Delay(_options.Sweep, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        // Who waits in line for an endpoint sends nothing: such waits take no place from others.
        var free = _options.Concurrency + places.Waiting - _running.Count;
        _mayBeMore = true; // whoever ends from here on rings
        if (free <= 0)
        {
            return;
        }

        var due = await queue.DueAsync(free, stoppingToken);
        _mayBeMore = due.Count >= free;
        foreach (var subscription in due)
        {
            Begin(subscription, stoppingToken);
        }
    }

    private void Begin(Subscription subscription, CancellationToken stoppingToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.TryAdd(subscription, done.Task))
        {
            _ = RunAsync(subscription, done, stoppingToken);
        }
    }

    // Never throws: nobody waits for it but by the signal.
    private async Task RunAsync(Subscription subscription, TaskCompletionSource done, CancellationToken stoppingToken)
    {
        await Task.Yield();
        TimeSpan? again = null;
        try
        {
            var taken = time.GetTimestamp();
            var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
            if (await queue.TakeAsync(subscription, token, stoppingToken) is { } run)
            {
                again = await runner.RunAsync(run, taken, stoppingToken, _shutdown.Token);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Not begun: the lease, if it was taken, runs out.
        }
        catch (StorageUnavailableException)
        {
            // The same.
        }
        catch (Exception e)
        {
            LogRunFailed(subscription, e);
        }
        finally
        {
            _running.TryRemove(subscription, out _);
            LookAgain(again, stoppingToken);
            done.SetResult();
        }
    }

    private void LookAgain(TimeSpan? after, CancellationToken stoppingToken)
    {
        if (_mayBeMore)
        {
            _look.Ring();
        }

        if (after is { } delay)
        {
            WakeAfter(delay, stoppingToken);
        }
    }

    // Each at its own time: left to the sweep, all turns of a second would come at once and most find no place again.
    private void WakeAfter(TimeSpan delay, CancellationToken stoppingToken)
    {
        var tick = (long)Math.Ceiling((time.GetElapsedTime(_began) + delay) / Tick);
        if (_wakes.TryAdd(tick, 0))
        {
            _ = WakeAtAsync(tick, stoppingToken);
        }
    }

    private async Task WakeAtAsync(long tick, CancellationToken stoppingToken)
    {
        var delay = (tick * Tick) - time.GetElapsedTime(_began);
        await Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wakes.TryRemove(tick, out _);
        if (!stoppingToken.IsCancellationRequested)
        {
            _look.Ring();
        }
    }

    private async Task DrainAsync()
    {
        var running = Task.WhenAll(_running.Values);
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
}
