using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>One turn of one subscription: how far it has come, its place at the endpoint, and its settlements.</summary>
/// <param name="run">The subscription as it was taken.</param>
/// <param name="endpoint">Host and port of its receiver.</param>
/// <param name="place">A place there; null when there is none yet.</param>
/// <param name="taken">When the lease began at the earliest, as a timestamp.</param>
internal sealed class DeliveryTurn(
    DeliveryRun run,
    string endpoint,
    IDisposable? place,
    long taken,
    EndpointGate gate,
    IDeliveryQueue queue,
    TimeSpan lease,
    TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly string _circuit = EndpointCircuits.NameOf(run.Owner, endpoint);
    private IDisposable? _place = place;
    private string? _probe;
    private long _leased = taken;
    private Task<SettleOutcome>? _advance;
    private SettleOutcome? _ended; // by an advance: the lease is lost, or the config was replaced

    public DeliveryRun Run => run;

    /// <summary>Host and port.</summary>
    public string Endpoint => endpoint;

    /// <summary>For how long nothing is sent there; null when something may be.</summary>
    public TimeSpan? Pause => gate.Circuits.PauseOf(_circuit);

    /// <summary>What is due now.</summary>
    public DueEvent Due { get; private set; } = run.Due;

    /// <summary>The last event that is done with.</summary>
    public EventCursor Cursor { get; private set; } = run.Cursor;

    /// <summary>How much of the lease is left.</summary>
    public TimeSpan Left => lease - time.GetElapsedTime(_leased);

    /// <summary>Takes a place, or waits in line for one; else gives when to come again.</summary>
    public async Task<Settlement.Postpone?> EnterAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_place is not null)
        {
            return null;
        }

        switch (await gate.EnterAsync(endpoint, patience, cancellationToken))
        {
            case Admission.Entered entered:
                _place = entered.Place;
                return null;
            case Admission.Full full:
                return new Settlement.Postpone(full.ComeAgain);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Null when the next request may go; else until when it must wait.</summary>
    /// <exception cref="StorageUnavailableException">It is not known whether the endpoint may be tried again.</exception>
    public async ValueTask<Settlement.Postpone?> AskAsync(CancellationToken cancellationToken)
    {
        if (_probe is null)
        {
            switch (await gate.Circuits.PassAsync(_circuit, cancellationToken))
            {
                case Passage.Probe probe:
                    _probe = probe.Token;
                    break;
                case Passage.Closed closed:
                    return new Settlement.Postpone(closed.ComeAgain, EndpointCircuits.Reason);
            }
        }

        return gate.Wait(endpoint) is { } wait ? new Settlement.Postpone(wait) : null;
    }

    /// <summary>The request is over: its place is left before what follows from it is written. Never throws.</summary>
    /// <param name="outcome">How it went.</param>
    /// <param name="keepsPlace">True when the next request follows at once.</param>
    public async Task ReportAsync(DeliveryOutcome outcome, bool keepsPlace)
    {
        if (!keepsPlace)
        {
            Leave();
        }

        if (outcome is not DeliveryOutcome.BrokenOff)
        {
            var probe = _probe;
            _probe = null;
            await gate.Circuits.ReportAsync(_circuit, outcome, probe);
        }
    }

    /// <summary>Settles what is due, after the advance that is under way; then the next event is due, when there is one.</summary>
    /// <returns>What the advance found, when that ended the turn: the settlement then keeps its attempt alone.</returns>
    public async Task<SettleOutcome> SettleAsync(EventCursor? done, Settlement settlement)
    {
        Leave();
        await AdvancedAsync();
        var outcome = await TrySettleAsync(settlement);
        if (_ended is { } ended)
        {
            return ended;
        }

        if (outcome is SettleOutcome.More more)
        {
            Cursor = Due.Replay is null && done is { } past ? past : Cursor;
            Due = more.Next;
        }

        return outcome;
    }

    /// <summary>Advances beyond an event that was delivered while the next one, which is known, is sent. One advance at a time.</summary>
    /// <returns>
    /// False when that may not be, because the age of what is due next must be asked for, or the advance before found the turn over,
    /// or a replay that is due first.
    /// </returns>
    public async Task<bool> TryAdvanceAsync(Settlement.Advance delivered)
    {
        // Where nothing was sent, the next event is not known to be well: it has an age of its own.
        var isKnown = delivered.Attempt is not null || Due.Unsent == TimeSpan.Zero;
        var before = await AdvancedAsync();
        if (!isKnown || _ended is not null || before is SettleOutcome.More { Next.Replay: not null })
        {
            return false;
        }

        _advance = TrySettleAsync(delivered);
        Cursor = delivered.Event;
        Due = new DueEvent(Replay: null, FailedAttempts: 0, TimeSpan.Zero);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        Leave();
        try
        {
            await AdvancedAsync();
        }
        finally
        {
            if (_probe is { } unused)
            {
                await gate.Circuits.GiveBackAsync(_circuit, unused);
            }
        }
    }

    // What the advance found that is under way; null when there is none.
    private async Task<SettleOutcome?> AdvancedAsync()
    {
        if (_advance is not { } advance)
        {
            return null;
        }

        _advance = null;
        if (!advance.IsCompleted)
        {
            Leave();
        }

        var found = await advance;
        _ended = found is SettleOutcome.More ? null : found;
        return found;
    }

    private void Leave()
    {
        _place?.Dispose();
        _place = null;
    }

    // Through outages of the store, as long as a lease lasts, also while the host stops: otherwise what was delivered would
    // be sent again. Then the subscription counts as lost.
    private async Task<SettleOutcome> TrySettleAsync(Settlement settlement)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var sent = time.GetTimestamp();
            try
            {
                var outcome = await queue.SettleAsync(run, settlement, CancellationToken.None);
                _leased = outcome is SettleOutcome.More ? sent : _leased;
                return outcome;
            }
            catch (StorageUnavailableException) when (time.GetElapsedTime(began) + pause < lease)
            {
                await Task.Delay(pause, time);
            }
            catch (StorageUnavailableException)
            {
                return new SettleOutcome.Lost(IsUnknown: true);
            }
        }
    }
}
