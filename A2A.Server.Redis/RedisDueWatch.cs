using A2A.Server.Execution;
using A2A.Server.Push;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Finds what is due and was not rung for: leases that ran out, retries, lost rings.</summary>
/// <remarks>
/// Each partition is looked at once a sweep, for tasks and deliveries together, and besides when its next one is due, at most
/// eight times a sweep. A look also finds that Redis's clock was put back, and puts what waits right.
/// </remarks>
internal sealed class RedisDueWatch(
    RedisScripts scripts, RedisDoorbell doorbell, IOptions<TaskOptions> options, IOptions<ExecutionOptions> execution,
    IOptions<PushOptions> push, TimeProvider time, ILogger<RedisDueWatch> logger)
    : BackgroundService
{
    private const int Batch = 100;

    private readonly TimeSpan _sweep = options.Value.Sweep;
    private readonly TimeSpan _shortest = options.Value.Sweep / 8;
    private readonly int _partitions = options.Value.Partitions;
    private readonly double _longestLease = Math.Max(execution.Value.Lease.TotalMilliseconds, push.Value.Lease.TotalMilliseconds);

    // Each by itself: a shard that does not answer keeps nothing of the others back.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _partitions).Select(partition => WatchAsync(partition, stoppingToken)));

    private async Task WatchAsync(int partition, CancellationToken stoppingToken)
    {
        var (wait, seen) = (_sweep * partition / _partitions, default(SeenClock));
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            (wait, seen) = await LookAsync(partition, seen, stoppingToken);
        }
    }

    // Gives after which time to look again.
    private async Task<(TimeSpan Wait, SeenClock Seen)> LookAsync(int partition, SeenClock seen, CancellationToken cancellationToken)
    {
        try
        {
            RedisKey[] keys = [RedisKeys.Work(partition), RedisKeys.Deliveries(partition), RedisKeys.Clock(partition)];
            RedisValue[] values = [Batch, seen.TimesBack, seen.Milliseconds, _longestLease];
            var found = await scripts.RunAsync("next-due", keys, values, cancellationToken);
            Ring(Bell.Work, (RedisValue[]?)found[0] ?? []);
            Ring(Bell.Deliveries, (RedisValue[]?)found[1] ?? []);
            if ((long)found[5] is var back and > 0)
            {
                RedisLog.ClockWasPutBack(logger, TimeSpan.FromMilliseconds(back), partition);
            }

            var wait = (long)found[2] is var next and >= 0 && next < _sweep.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(Math.Max(next, _shortest.TotalMilliseconds))
                : _sweep;
            return (wait, new SeenClock((long)found[3], (long)found[4]));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (StorageUnavailableException)
        {
            // Until the next look.
        }
        catch (RedisServerException e)
        {
            RedisLog.NotLooked(logger, partition, e);
        }

        return (_sweep, seen);
    }

    private void Ring(Bell bell, RedisValue[] due)
    {
        var taken = due.TakeWhile(member => doorbell.RingHere(bell, member.ToString())).Count();
        if (taken == Batch)
        {
            doorbell.RingHere(bell, ""); // there may be more
        }
    }

    /// <summary>Redis's clock at the newest look.</summary>
    /// <param name="TimesBack">How many times it was put back until then.</param>
    /// <param name="Milliseconds">Since 1970.</param>
    private readonly record struct SeenClock(long TimesBack, long Milliseconds);
}
