using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Looks through all partitions for what is due.</summary>
internal sealed class RedisSweep(RedisScripts scripts, IOptions<TaskOptions> options)
{
    private readonly int _partitions = options.Value.Partitions;
    private int _first;

    /// <summary>
    /// Moves a member that nothing can be done with to the dead ones. It would be due for ever otherwise, in front of all others.
    /// </summary>
    public async Task BuryAsync(Func<int, RedisKey> keyOf, string member, string reason, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < _partitions; partition++) // which of them has it is not known
        {
            await scripts.RunAsync("bury-entry", [keyOf(partition), RedisKeys.Dead(partition)], [member, reason], cancellationToken);
        }
    }

    /// <summary>Due members of one sorted set per partition, at most so many in all, taken evenly from the partitions.</summary>
    public async Task<IReadOnlyList<string>> DueAsync(Func<int, RedisKey> keyOf, int most, CancellationToken cancellationToken)
    {
        // Another partition goes first each time, so that a busy one cannot starve the others.
        var first = Interlocked.Increment(ref _first);
        var looks = Enumerable.Range(0, _partitions)
            .Select(i => (int)((uint)(first + i) % (uint)_partitions))
            .Select(partition => scripts.RunAsync("due", [keyOf(partition)], [most], cancellationToken));
        var found = (await Task.WhenAll(looks)).Select(members => (RedisValue[]?)members ?? []).ToList();
        return Enumerable.Range(0, found.Max(members => members.Length))
            .SelectMany(place => found.Where(members => place < members.Length).Select(members => members[place].ToString()))
            .Take(most)
            .ToList();
    }
}
