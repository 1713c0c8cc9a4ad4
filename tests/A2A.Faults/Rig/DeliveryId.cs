using System.Globalization;

namespace A2A.Faults.Rig;

/// <summary>What a <c>webhook-id</c> names: an event of a task, told to one of the task's configs.</summary>
/// <param name="Number">The event's number in the task's log, from 1.</param>
internal readonly record struct DeliveryId(string Task, string Config, long Number)
{
    /// <summary>
    /// Reads <c>&lt;taskId&gt;_&lt;configId&gt;_&lt;number&gt;</c>, and the same with a log entry's id at its end,
    /// <c>&lt;ms&gt;-&lt;number&gt;</c>. A config's id may hold <c>_</c>, a task's may not.
    /// </summary>
    public static DeliveryId Parse(string text)
    {
        var (first, last) = (text.IndexOf('_'), text.LastIndexOf('_'));
        var number = text[(last + 1)..].Split('-')[^1];
        return new(text[..first], text[(first + 1)..last], long.Parse(number, CultureInfo.InvariantCulture));
    }
}
