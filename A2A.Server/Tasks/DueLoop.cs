using Microsoft.Extensions.Options;

namespace A2A.Server.Tasks;

/// <summary>What a <see cref="DueLoop{T}"/> does with what is due.</summary>
/// <typeparam name="T">Names it.</typeparam>
internal interface IDueWork<T>
{
    /// <summary>How long a stopping replica lets them go on.</summary>
    TimeSpan Drain { get; }

    /// <summary>Reads the subject of a ring; false when it names nothing.</summary>
    bool TryParse(string subject, out T due);

    /// <summary>What is due, at most so many. Claims nothing.</summary>
    Task<IReadOnlyList<T>> DueAsync(int most, CancellationToken cancellationToken);

    /// <summary>Begins it in a place of the loop; false when there is none. Must be quick.</summary>
    /// <param name="due">What is due.</param>
    /// <param name="isRung">False when a look found it, which may be a moment ago.</param>
    bool TryBegin(T due, bool isRung);

    void LogNotLooked(Exception exception);

    void LogDraining(int count);
}

/// <summary>
/// Begins what is due while there are places: what a ring names, and what a look into the store finds, at the start, at a ring that
/// names nothing, and when a place becomes free after something found none. When the host stops it drains, then breaks off.
/// </summary>
/// <typeparam name="T">Names what is due; its text is the subject of the bell.</typeparam>
internal sealed class DueLoop<T>(
    Bell bell, Places places, IDoorbell doorbell, IHostApplicationLifetime lifetime, IOptions<TaskOptions> options, TimeProvider time)
    : IDisposable
    where T : notnull
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _sweep = options.Value.Sweep;
    private readonly Alarm _alarm = new(time);
    private readonly CancellationTokenSource _shutdown = new();
    private volatile bool _isMore; // there is, or may be, more that is due than there are places

    /// <summary>Nothing is begun any more.</summary>
    public CancellationToken Stopping { get; private set; }

    /// <summary>Breaks off what is under way.</summary>
    public CancellationToken Shutdown => _shutdown.Token;

    /// <summary>Runs until the host stops and all that was begun has ended. The places are opened by their owner.</summary>
    public async Task RunAsync(IDueWork<T> work, CancellationToken stoppingToken)
    {
        // The drain begins with the stop of the host, not after the web server's: a slow caller must not use up its time.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        Stopping = stop.Token;
        places.Freed = Freed;
        using (doorbell.Listen(bell, subject => Take(work, subject)))
        {
            await LookAsync(work);
        }

        work.LogDraining(places.Taken);
        var drained = places.CloseAsync();
        await Task.WhenAny(drained, Task.Delay(work.Drain, time, CancellationToken.None));
        await _shutdown.CancelAsync();
        await drained;
    }

    /// <summary>Takes a place; false when there is none, and the next one that becomes free is a reason to look.</summary>
    public bool TryTakePlace()
    {
        if (places.TryTake())
        {
            return true;
        }

        HasMore();
        return places.TryTake(); // one that became free before this was known rang for nothing
    }

    /// <summary>Takes a place for something that is done elsewhere where there is none.</summary>
    public bool TryTakeSparePlace() => places.TryTake();

    /// <summary>Gives a place back; true when that is a reason to look.</summary>
    public bool Release() => places.Release() && !Stopping.IsCancellationRequested;

    /// <summary>Rings for something that is due: it begins here, or elsewhere.</summary>
    public void Ring(T due) => doorbell.Ring(bell, due.ToString()!); // it has a text, see above

    /// <summary>The same after a time; what is due later than in a sweep is seen by the sweep before.</summary>
    public async Task RingAsync(T due, TimeSpan after)
    {
        if (after > _sweep)
        {
            return;
        }

        await Task.Delay(after, time, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Stopping.IsCancellationRequested)
        {
            Ring(due);
        }
    }

    public void Dispose() => _shutdown.Dispose();

    private bool Freed()
    {
        var isMore = _isMore;
        if (isMore)
        {
            _alarm.Ring();
        }

        return isMore;
    }

    // A ring that names something begins it; one that names nothing says that there is something due somewhere.
    private bool Take(IDueWork<T> work, string subject)
    {
        if (work.TryParse(subject, out var due))
        {
            return work.TryBegin(due, isRung: true);
        }

        _alarm.Ring();
        return true;
    }

    // Looks whenever there is a reason; after an error again, a second later.
    private async Task LookAsync(IDueWork<T> work)
    {
        _alarm.Ring(); // what is due already
        while (!Stopping.IsCancellationRequested)
        {
            try
            {
                await _alarm.WaitAsync(Timeout.InfiniteTimeSpan, Stopping);
                _isMore = false; // what finds no place from here on says so
                await LookOnceAsync(work);
            }
            catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (e is not StorageUnavailableException)
                {
                    work.LogNotLooked(e);
                }

                await Task.Delay(Outage, time, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _alarm.Ring();
            }
        }
    }

    private async Task LookOnceAsync(IDueWork<T> work)
    {
        if (!HasPlace())
        {
            return;
        }

        var most = Math.Max(places.Free, 1);
        var due = await work.DueAsync(most, Stopping);
        if (due.Count >= most)
        {
            HasMore();
        }

        _ = due.All(each => work.TryBegin(each, isRung: false)); // until one finds no place
    }

    // Seen by others before this thread looks at the places once more.
    private void HasMore()
    {
        _isMore = true;
        Interlocked.MemoryBarrier();
    }

    private bool HasPlace()
    {
        if (places.Free == 0)
        {
            HasMore();
        }

        return places.Free > 0; // one that became free before this was known rang for nothing
    }
}
