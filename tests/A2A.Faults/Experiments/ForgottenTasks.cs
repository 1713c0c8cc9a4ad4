using System.Globalization;
using A2A.Faults.Rig;
using A2A.Server.Redis;
using A2A.Server.Tasks;

namespace A2A.Faults.Experiments;

/// <summary>F25: what is kept no longer leaves nothing behind: no key, no entry of an index or a queue, no lease, no attempt.</summary>
public sealed class ForgottenTasks
{
    /// <summary>What an installation keeps however many tasks it has had.</summary>
    private static readonly string[] Kept =
    [
        RedisKeys.Partitions, RedisKeys.SigningKeys.ToString(), RedisKeys.Publications.ToString(),
        .. Enumerable.Range(0, new TaskOptions().Partitions).Select(partition => RedisKeys.Clock(partition).ToString()),
    ];

    /// <summary>The end of the names of streams of dead letters.</summary>
    private const string Dead = ":dead";

    [Fact]
    public async Task Of_tasks_past_their_retention_and_dead_letters_past_theirs_no_key_is_left()
    {
        var tasks = Run.Pick(100, 2_000);
        await using var experiment = await Experiment.StartAsync(new("F25", "")
        {
            Step = TimeSpan.FromMilliseconds(1),
            Answer = (received, http) =>
            {
                http.Response.StatusCode = received.Delivery.Task[^6] < '4' ? 500 : 200; // a quarter of the tasks ends in dead letters
                return Task.FromResult(true);
            },
            Settings =
            [
                ("Tasks__RetentionSweep", "00:00:00.500"), ("Push__KeepDeadLetters", "00:00:03"),
                ("Push__MaxAttempts", "2"), ("Push__FirstDelay", "00:00:00.100"),
            ],
        });

        for (var round = 0; round < Run.Pick(1, 10); round++)
        {
            await Task.WhenAll(Enumerable.Range(0, tasks).Select(number => experiment.Load.SubmitAsync(isQuick: number % 2 == 0)));
            await experiment.RestedAsync();
            await EndRetentionAsync(experiment);
            IReadOnlyList<string> left = [];
            try
            {
                await Eventually.TrueAsync(async () => (left = await LeftAsync(experiment)).Count == 0);
            }
            catch (TimeoutException)
            {
                left.ShouldBeEmpty($"in round {round + 1}");
                throw;
            }
        }

        experiment.Receiver.All.ShouldContain(received => !received.IsAccepted);
        (await KeysAsync(experiment)).Except(Kept).Where(key => !key.EndsWith(Dead, StringComparison.Ordinal))
            .ShouldBeSubsetOf([RedisKeys.Circuits.ToString(), RedisKeys.CircuitTimes.ToString()]);
        ResultsTable.Add("F25", string.Create(
            CultureInfo.InvariantCulture, $"{tasks * Run.Pick(1, 10):N0} tasks past their retention, a quarter with dead letters past theirs: no key is left"), "holds");
    }

    // As if all ended tasks had been kept long enough by now.
    private static async Task EndRetentionAsync(Experiment experiment)
    {
        for (var partition = 0; partition < new TaskOptions().Partitions; partition++)
        {
            var key = RedisKeys.Retired(partition);
            foreach (var task in await experiment.Database.SortedSetRangeByRankAsync(key))
            {
                await experiment.Database.SortedSetUpdateAsync(key, task, 0);
            }
        }
    }

    // Without those that Redis removes at their time, and streams of dead letters that are empty: one per partition.
    private static async Task<IReadOnlyList<string>> LeftAsync(Experiment experiment)
    {
        List<string> left = [];
        foreach (var key in (await KeysAsync(experiment)).Except(Kept))
        {
            var isKept = await experiment.Database.KeyExistsAsync(key) && await experiment.Database.KeyTimeToLiveAsync(key) is null;
            if (isKept && (!key.EndsWith(Dead, StringComparison.Ordinal) || await experiment.Database.StreamLengthAsync(key) > 0))
            {
                left.Add(key);
            }
        }

        return left;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(Experiment experiment)
    {
        List<string> keys = [];
        await foreach (var key in experiment.Server.KeysAsync())
        {
            keys.Add(key.ToString());
        }

        return keys;
    }
}
