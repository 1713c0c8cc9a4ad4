using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Finds what is due and was not rung for: leases that ran out, retries, lost rings.</summary>
/// <remarks>
/// Each partition is looked at once a sweep, for tasks and deliveries together, and besides when its next one is due, at most
/// eight times a sweep.
/// </remarks>
internal sealed class RedisDueWatch(
    RedisScripts scripts, RedisDoorbell doorbell, IOptions<TaskOptions> options, TimeProvider time, ILogger<RedisDueWatch> logger)
    : BackgroundService
{
    private const int Batch = 100;

    private readonly TimeSpan _sweep = options.Value.Sweep;
    private readonly TimeSpan _shortest = options.Value.Sweep / 8;
    private readonly int _partitions = options.Value.Partitions;

    // Each by itself: a shard that does not answer keeps nothing of the others back.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, _partitions).Select(partition => WatchAsync(partition, stoppingToken)));

    private async Task WatchAsync(int partition, CancellationToken stoppingToken)
    {
        var wait = _sweep * partition / _partitions;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = await LookAsync(partition, stoppingToken);
        }
    }

    // Gives after which time to look again.
    private async Task<TimeSpan> LookAsync(int partition, CancellationToken cancellationToken)
    {
        try
        {
            RedisKey[] keys = [RedisKeys.Work(partition), RedisKeys.Deliveries(partition)];
            var found = await scripts.RunAsync("next-due", keys, [Batch], cancellationToken);
            Ring(Bell.Work, (RedisValue[]?)found[0] ?? []);
            Ring(Bell.Deliveries, (RedisValue[]?)found[1] ?? []);
            return (long)found[2] is var next and >= 0 && next < _sweep.TotalMilliseconds
                ? TimeSpan.FromMilliseconds(Math.Max(next, _shortest.TotalMilliseconds))
                : _sweep;
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

        return _sweep;
    }

    private void Ring(Bell bell, RedisValue[] due)
    {
        var taken = due.TakeWhile(member => doorbell.RingHere(bell, member.ToString())).Count();
        if (taken == Batch)
        {
            doorbell.RingHere(bell, ""); // there may be more
        }
    }
}
