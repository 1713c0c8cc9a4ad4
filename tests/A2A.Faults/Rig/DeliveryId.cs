using System.Globalization;

namespace A2A.Faults.Rig;

/// <summary>What a <c>webhook-id</c> names: an event of a task, told to one of the task's configs.</summary>
internal readonly record struct DeliveryId(string Task, string Config, EventId Event)
{
    /// <summary>Reads <c>&lt;taskId&gt;_&lt;configId&gt;_&lt;ms&gt;-&lt;number&gt;</c>. A config's id may hold <c>_</c>, a task's may not.</summary>
    public static DeliveryId Parse(string text)
    {
        var (first, last) = (text.IndexOf('_'), text.LastIndexOf('_'));
        return new(text[..first], text[(first + 1)..last], EventId.Parse(text[(last + 1)..]));
    }
}

/// <summary>The id of an event in a task's log; a later event has a greater one.</summary>
/// <param name="Milliseconds">When it was written, since 1970.</param>
/// <param name="Number">Its number, from 1.</param>
internal readonly record struct EventId(long Milliseconds, long Number) : IComparable<EventId>
{
    /// <summary>In a dead letter: all events of the subscription that had not been delivered.</summary>
    public static readonly EventId All = new(0, 0);

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    public static EventId Parse(string text)
    {
        var parts = text.Split('-');
        return new(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public int CompareTo(EventId other) => (Milliseconds, Number).CompareTo((other.Milliseconds, other.Number));

    public override string ToString() => $"{Milliseconds}-{Number}";
}
