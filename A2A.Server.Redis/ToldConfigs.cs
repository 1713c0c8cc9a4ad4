using A2A.Server.Push;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>The push configs that are told of one write to a task's log, as the script tell_configs takes and gives them.</summary>
internal sealed class ToldConfigs : IDisposable
{
    private readonly IOutbox _outbox;
    private readonly TaskId _task;
    private readonly LiveConfigs _known;
    private readonly Reservation?[] _reservations;

    /// <summary>Reserves a delivery for each config that is known.</summary>
    public ToldConfigs(IOutbox outbox, TaskId task, string owner, LiveConfigs known)
    {
        (_outbox, _task, _known) = (outbox, task, known);
        _reservations = known.All.Count == 0
            ? []
            : [.. known.All.Select(config => outbox.Reserve(new Subscription(task, config.Id), owner, config))];
    }

    /// <summary>Runs the script that writes.</summary>
    /// <param name="lease">For how long a delivery is taken, in ms.</param>
    public async Task<RedisResult> WriteAsync(
        RedisScripts scripts, string name, RedisKey[] keys, RedisValue[] values, long lease, CancellationToken cancellationToken)
    {
        RedisValue[] known =
        [
            _known.Revision,
            lease,
            .. _known.All.SelectMany((config, i) => new RedisValue[] { config.Id, _reservations[i]?.Token ?? "" }),
        ];
        try
        {
            return await scripts.RunAsync(name, keys, [.. values, .. known], cancellationToken);
        }
        catch (Exception e) when (e is not StorageUnavailableException { WasAsked: false })
        {
            foreach (var reservation in _reservations.OfType<Reservation>())
            {
                _outbox.Confirm(reservation); // it may be written all the same, and the delivery taken
            }

            throw;
        }
    }

    /// <summary>Begins what the write took, rings for what else is due, and gives the configs as they are now.</summary>
    /// <param name="told">What the script gave.</param>
    /// <param name="task">The task.</param>
    /// <param name="written">Makes the event as it is in the log.</param>
    /// <param name="stored">Reads configs that were not known.</param>
    public LiveConfigs Written(RedisResult told, TaskSnapshot task, Func<TaskEvent> written, StoredPushConfigs stored)
    {
        var revision = (long)told[0];
        var (due, taken, others) = ((RedisValue[]?)told[1] ?? [], (RedisValue[]?)told[2] ?? [], (RedisValue[]?)told[3] ?? []);
        var change = _known.All.Count > 0 || due.Length > 0 ? written() : null;
        for (var i = 0; i < _reservations.Length; i++)
        {
            RedisValue id = _known.All[i].Id;
            if (_reservations[i] is { } reservation && taken.Contains(id))
            {
                _outbox.Begin(reservation, task, change!); // there are configs, so it is made
            }
            else if (!due.Contains(id))
            {
                _outbox.Tell(new Subscription(_task, _known.All[i].Id), change, isDue: false);
            }
        }

        Dispose(); // gives the unused places back before the subscriptions that are due ask for one
        foreach (var id in due)
        {
            _outbox.Tell(new Subscription(_task, id.ToString()), change, isDue: true);
        }

        return revision == _known.Revision ? _known : Read(revision, others, stored);
    }

    // As long as one cannot be read the script is to find them itself: none may be left out.
    private LiveConfigs Read(long revision, RedisValue[] configs, StoredPushConfigs stored)
    {
        var all = configs.Chunk(2).Select(pair => stored.TryRead(_task, pair[0].ToString(), pair[1].ToString())).ToList();
        return all.Contains(null) ? LiveConfigs.Unknown : new(revision, [.. all.OfType<PushConfig>()]);
    }

    public void Dispose()
    {
        foreach (var reservation in _reservations)
        {
            reservation?.Dispose();
        }
    }
}
