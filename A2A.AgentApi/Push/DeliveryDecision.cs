using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Push;

/// <summary>What follows from an attempt.</summary>
/// <param name="mostAttempts">How many there may be at one event.</param>
/// <param name="giveUpAfter">For how long one event is tried.</param>
/// <param name="schedule">When the next attempt is.</param>
internal sealed class DeliveryDecision(int mostAttempts, TimeSpan giveUpAfter, RetrySchedule schedule)
{
    /// <param name="outcome">How the attempt went.</param>
    /// <param name="change">The event.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="unsent">For how long the event could not be sent.</param>
    public Settlement From(DeliveryOutcome outcome, TaskEvent change, int attempt, TimeSpan unsent) => outcome switch
    {
        DeliveryOutcome.Ended ended => new Settlement.End(change.Cursor, ended.Reason),
        DeliveryOutcome.GiveUp gaveUp => new Settlement.Bury(change.Cursor, change.Sequence, attempt, gaveUp.Reason),
        DeliveryOutcome.TryAgain again when attempt >= mostAttempts => new Settlement.Bury(change.Cursor, change.Sequence, attempt, again.Reason),
        DeliveryOutcome.TryAgain again when IsOverdue(unsent) => new Settlement.Bury(change.Cursor, change.Sequence, attempt, Overdue(again.Reason)),
        DeliveryOutcome.TryAgain again => new Settlement.Retry(change.Cursor, schedule.Delay(attempt, again.After), again.Reason),
        DeliveryOutcome.BrokenOff => new Settlement.Postpone(TimeSpan.Zero),
        _ => new Settlement.Advance(change.Cursor),
    };

    /// <summary>True when an event has been tried for long enough.</summary>
    public bool IsOverdue(TimeSpan unsent) => unsent >= giveUpAfter;

    /// <summary>Why such an event is buried.</summary>
    public string Overdue(string lastReason) => $"not delivered within {giveUpAfter}; the last reason: {lastReason}";
}
