using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>
/// What follows from an attempt. A failed one is repeated exponentially later, spread by chance so that receivers are not
/// hit in step.
/// </summary>
/// <param name="options">How often and for how long one event is tried.</param>
/// <param name="jitter">0 to 1.</param>
internal sealed class RetrySchedule(PushOptions options, Func<double> jitter)
{
    /// <summary>Delays are spread by a fifth both ways; what a receiver asked for, by a tenth and only upwards.</summary>
    private const double Spread = 0.2;
    private const double SpreadOfWish = 0.1;

    /// <summary>What is settled after an attempt.</summary>
    /// <param name="outcome">How the attempt went.</param>
    /// <param name="change">The event.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="due">For how long the event could not be sent, and for what.</param>
    public Settlement Decide(DeliveryOutcome outcome, TaskEvent change, int attempt, DueEvent due) => outcome switch
    {
        DeliveryOutcome.Ended ended => new Settlement.End(change.Cursor, ended.Reason),
        DeliveryOutcome.GiveUp gaveUp => new Settlement.Bury(change.Cursor, change.Sequence, attempt, gaveUp.Reason),
        DeliveryOutcome.TryAgain again => Decide(again, change, attempt, due),
        DeliveryOutcome.BrokenOff => new Settlement.Postpone(TimeSpan.Zero),
        _ => new Settlement.Advance(change.Cursor),
    };

    private Settlement Decide(DeliveryOutcome.TryAgain again, TaskEvent change, int attempt, DueEvent due)
    {
        var window = WindowOf(again.Fault);
        // A refusal after a long outage is a new one: its time begins with it, and so does that of a complaint about the body.
        var unsent = again.Fault == DeliveryFault.Outage ? due.Unsent : again.Fault == due.Fault ? due.FaultFor : TimeSpan.Zero;
        if (attempt >= options.MaxAttempts || window == TimeSpan.Zero)
        {
            return new Settlement.Bury(change.Cursor, change.Sequence, attempt, again.Reason) { Fault = again.Fault };
        }

        if (unsent >= window)
        {
            return new Settlement.Bury(change.Cursor, change.Sequence, attempt, Overdue(window, again.Reason)) { Fault = again.Fault };
        }

        // The last attempt is made when the window ends, unless the receiver wants to be left alone for longer.
        var delay = Delay(attempt, again.After);
        var left = window - unsent;
        return new Settlement.Retry(change.Cursor, again.After is null && delay > left ? left : delay, again.Reason, again.Fault);
    }

    private TimeSpan WindowOf(DeliveryFault fault) => fault switch
    {
        DeliveryFault.Refusal => options.GiveUpRefusalAfter,
        DeliveryFault.Content => options.GiveUpContentAfter,
        _ => options.GiveUpAfter,
    };

    /// <summary>True when an event has been tried for long enough.</summary>
    /// <param name="unsent">For how long it could not be sent.</param>
    public bool IsOverdue(TimeSpan unsent) => unsent >= options.GiveUpAfter;

    /// <summary>Why such an event is buried.</summary>
    public string Overdue(string lastReason) => Overdue(options.GiveUpAfter, lastReason);

    private static string Overdue(TimeSpan window, string lastReason) => $"not delivered within {window}; the last reason: {lastReason}";

    /// <summary>
    /// The delay after so many failed attempts, 1 or more: never shorter than the receiver's wish, unless that is longer than
    /// the longest delay.
    /// </summary>
    public TimeSpan Delay(int failedAttempts, TimeSpan? wish)
    {
        var longest = options.LongestDelay.TotalSeconds;
        var exact = Math.Min(options.FirstDelay.TotalSeconds * Math.Pow(options.DelayFactor, failedAttempts - 1), longest);
        var spread = exact * (1 + (Spread * ((2 * jitter()) - 1)));
        var wished = wish is { } asked ? Math.Min(asked.TotalSeconds, longest) * (1 + (SpreadOfWish * jitter())) : 0;
        return TimeSpan.FromSeconds(Math.Max(spread, wished));
    }
}
