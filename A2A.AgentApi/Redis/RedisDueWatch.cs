using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Finds what is due and was not rung for: leases that ran out, retries, lost rings.</summary>
/// <remarks>Each partition is looked at once a sweep, for tasks and deliveries together, and besides when its next one is due, at most eight times a sweep.</remarks>
internal sealed class RedisDueWatch(
    RedisScripts scripts, RedisDoorbell doorbell, IOptions<TaskOptions> options, TimeProvider time, ILogger<RedisDueWatch> logger) : BackgroundService
{
    private const int Batch = 100;

    private readonly TimeSpan _sweep = options.Value.Sweep;
    private readonly TimeSpan _shortest = options.Value.Sweep / 8;
    private readonly long _began = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_began);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var partitions = new PriorityQueue<int, TimeSpan>(); // by when they are looked at
        for (var partition = 0; partition < options.Value.Partitions; partition++)
        {
            partitions.Enqueue(partition, _sweep * partition / options.Value.Partitions);
        }

        while (partitions.TryPeek(out var partition, out var at))
        {
            var wait = Math.Ceiling((at - Now).TotalMilliseconds); // a delay of less than one ends at once
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, wait)), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            var next = await LookAsync(partition, stoppingToken);
            partitions.DequeueEnqueue(partition, Now + (next < _shortest ? _shortest : next));
        }
    }

    // Gives after which time to look again.
    private async Task<TimeSpan> LookAsync(int partition, CancellationToken cancellationToken)
    {
        try
        {
            var found = await scripts.RunAsync("next-due", [RedisKeys.Work(partition), RedisKeys.Deliveries(partition)], [Batch], cancellationToken);
            Ring(Bell.Work, (RedisValue[]?)found[0] ?? []);
            Ring(Bell.Deliveries, (RedisValue[]?)found[1] ?? []);
            return (long)found[2] is var next and >= 0 && next < _sweep.TotalMilliseconds ? TimeSpan.FromMilliseconds(next) : _sweep;
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
