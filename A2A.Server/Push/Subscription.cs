using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>A push config of a task: a reader of the task's log with a cursor.</summary>
internal readonly record struct Subscription(TaskId Task, string ConfigId)
{
    /// <summary>Reads <c>0198a3b2-…-07/config</c>; false when the text is something else.</summary>
    public static bool TryParse(string text, out Subscription subscription)
    {
        subscription = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || slash == text.Length - 1 || !TaskId.TryParse(text[..slash], out var task))
        {
            return false;
        }

        subscription = new(task, text[(slash + 1)..]);
        return true;
    }

    /// <summary>
    /// The id of what is sent for one event: the same at every attempt, and not that of another event, even when a fail-over lost some and
    /// their numbers are given out anew (while the clocks of Redis's nodes are in step). It has no dots, which separate the signed parts.
    /// </summary>
    public string DeliveryId(EventCursor place) => $"{Task}_{ConfigId}_{place}";

    public override string ToString() => $"{Task}/{ConfigId}";
}
