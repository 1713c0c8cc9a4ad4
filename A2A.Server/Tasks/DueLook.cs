namespace A2A.Server.Tasks;

/// <summary>
/// Looks into the store for what is due: at the start, at a ring that names no subject, and when a place becomes free after
/// something found none.
/// </summary>
internal sealed class DueLook(TimeProvider time)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(1);

    private readonly Alarm _alarm = new(time);
    private volatile bool _isMore;

    /// <summary>A reason to look.</summary>
    public void Ring() => _alarm.Ring();

    /// <summary>
    /// There is, or may be, more that is due than there are places: the next place that becomes free is a reason to look.
    /// </summary>
    public void HasMore() => _isMore = true;

    /// <summary>A place has become free; true when that is a reason to look.</summary>
    public bool Freed()
    {
        var isMore = _isMore;
        if (isMore)
        {
            Ring();
        }

        return isMore;
    }

    /// <summary>Takes a place; false when there is none, and the next one that becomes free is a reason to look.</summary>
    public bool TryPlace(Func<bool> take)
    {
        if (take())
        {
            return true;
        }

        HasMore();
        return take(); // one that became free before this was known rang for nothing
    }

    /// <summary>Looks whenever there is a reason, until it is stopped; after an error again, a second later.</summary>
    /// <param name="look">Begins what is due.</param>
    /// <param name="log">Is told of errors, but for outages of the store.</param>
    /// <param name="stoppingToken">Ends the loop.</param>
    public async Task RunAsync(Func<CancellationToken, Task> look, Action<Exception> log, CancellationToken stoppingToken)
    {
        Ring(); // what is due already
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _alarm.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
                _isMore = false; // what finds no place from here on says so
                await look(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (e is not StorageUnavailableException)
                {
                    log(e);
                }

                await Task.Delay(Outage, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Ring();
            }
        }
    }
}
