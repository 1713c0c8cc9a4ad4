using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Push;

/// <summary>How far a turn has come.</summary>
internal sealed class TurnPlace(DeliveryRun run)
{
    /// <summary>What is due now.</summary>
    public DueEvent Due { get; private set; } = run.Due;

    /// <summary>The last event that is done with.</summary>
    public EventCursor Cursor { get; private set; } = run.Cursor;

    /// <summary>The event now due is done with.</summary>
    public void GoPast(TaskEvent change, DueEvent next)
    {
        Cursor = Due.Replay is null ? change.Cursor : Cursor;
        Due = next;
    }
}
