using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Push;

/// <summary>What follows from an attempt.</summary>
internal static class DeliveryDecision
{
    /// <param name="outcome">How the attempt went.</param>
    /// <param name="change">The event.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <param name="mostAttempts">How many there may be.</param>
    /// <param name="schedule">When the next one is.</param>
    public static Settlement From(DeliveryOutcome outcome, TaskEvent change, int attempt, int mostAttempts, RetrySchedule schedule) => outcome switch
    {
        DeliveryOutcome.Ended ended => new Settlement.End(ended.Reason),
        DeliveryOutcome.GiveUp gaveUp => new Settlement.Bury(change.Cursor, change.Sequence, attempt, gaveUp.Reason),
        DeliveryOutcome.TryAgain again when attempt >= mostAttempts => new Settlement.Bury(change.Cursor, change.Sequence, attempt, again.Reason),
        DeliveryOutcome.TryAgain again => new Settlement.Retry(schedule.Delay(attempt, again.After), again.Reason),
        _ => new Settlement.Advance(change.Cursor),
    };
}
