using System.Globalization;

namespace A2A.Server.Tasks;

/// <summary>A place in a task's event log: that of the event which the store gave this id.</summary>
/// <remarks>Two numbers joined by a hyphen, which grow from event to event. What they count is known to the store alone.</remarks>
internal readonly record struct EventCursor(string Value)
{
    /// <summary>Before the first event.</summary>
    public static EventCursor Start { get; } = new("0-0");

    /// <summary>False when the text is no cursor.</summary>
    public static bool TryParse(string? text, out EventCursor cursor)
    {
        var parts = text?.Split('-') ?? [];
        var valid = parts.Length == 2
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        cursor = valid ? new(text!) : Start; // not null: it was split into two numbers
        return valid;
    }

    /// <summary>True when this place is later in the same log.</summary>
    public bool IsAfter(EventCursor other) => Parts.CompareTo(other.Parts) > 0;

    private (ulong First, ulong Second) Parts
    {
        get
        {
            var hyphen = Value.IndexOf('-', StringComparison.Ordinal);
            return (
                ulong.Parse(Value.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture),
                ulong.Parse(Value.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }

    public override string ToString() => Value;
}
