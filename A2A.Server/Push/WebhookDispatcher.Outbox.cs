using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>The deliveries of the events that this replica writes.</summary>
internal sealed partial class WebhookDispatcher
{
    /// <summary>When it is asked again whether a write took a delivery, after the write's answer was lost.</summary>
    private static readonly TimeSpan[] ConfirmAfter = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)];

    /// <inheritdoc/>
    public Reservation? Reserve(Subscription subscription, string owner, PushConfig config)
    {
        if (loop.Stopping.IsCancellationRequested || _running.ContainsKey(subscription) || !loop.TryTakeSparePlace())
        {
            return null;
        }

        if (runner.TryEnter(owner, config) is { } place)
        {
            return new Reservation(subscription, config, NewToken(), time.GetTimestamp(), place, () => _ = loop.Release());
        }

        loop.Release();
        return null;
    }

    /// <inheritdoc/>
    public void Begin(Reservation reservation, TaskSnapshot task, TaskEvent written)
    {
        reservation.Begun();
        var run = new DeliveryRun
        {
            Subscription = reservation.Subscription,
            Token = reservation.Token,
            Config = reservation.Config,
            Cursor = written.Before ?? EventCursor.Start,
            LastEvent = written.Cursor,
            Due = new DueEvent(Replay: null, FailedAttempts: 0, TimeSpan.Zero),
            Owner = task.Owner,
            Agent = task.Agent,
            TraceParent = task.TraceParent,
        };
        var turn = new Turn(turn => runner.RunAsync(run, reservation.Place, turn.Hand, reservation.Since, loop.Stopping, loop.Shutdown));
        turn.Hand.Add(written);
        Begin(reservation.Subscription, turn);
    }

    /// <inheritdoc/>
    public void Confirm(Reservation reservation)
    {
        reservation.Begun();
        reservation.Place.Dispose();
        var (subscription, token) = (reservation.Subscription, reservation.Token);
        Begin(subscription, new Turn(turn => ConfirmAsync(subscription, token, turn, again: 0)));
    }

    // Also while this replica stops: a lease that is held is given back then. The write may be carried out later than it is asked for.
    private async Task<TimeSpan?> ConfirmAsync(Subscription subscription, string token, Turn turn, int again)
    {
        DeliveryRun? run = null;
        var taken = time.GetTimestamp();
        try
        {
            run = await queue.TakeAsync(subscription, token, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // It is asked again.
        }

        if (run is not null)
        {
            return await runner.RunAsync(run, place: null, turn.Hand, taken, loop.Stopping, loop.Shutdown);
        }

        if (again < ConfirmAfter.Length && !loop.Stopping.IsCancellationRequested)
        {
            _ = ConfirmLaterAsync(subscription, token, again);
        }

        return null;
    }

    private async Task ConfirmLaterAsync(Subscription subscription, string token, int again)
    {
        await Task.Delay(ConfirmAfter[again], time, loop.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loop.TryTakeSparePlace())
        {
            Begin(subscription, new Turn(turn => ConfirmAsync(subscription, token, turn, again + 1)));
        }
        else if (!loop.Stopping.IsCancellationRequested && again + 1 < ConfirmAfter.Length)
        {
            await ConfirmLaterAsync(subscription, token, again + 1);
        }
    }

    /// <inheritdoc/>
    public void Tell(Subscription subscription, TaskEvent? written, bool isDue)
    {
        if (isDue && !TryBegin(subscription, written))
        {
            loop.Ring(subscription);
        }
        else if (!isDue && written is not null && _running.TryGetValue(subscription, out var turn))
        {
            turn.Hand.Add(written);
        }
    }
}
