using System.Globalization;

namespace A2A.Server.Tasks;

/// <summary>A place in a task's event log: after the event of this id. The id is that of the Redis stream entry, <c>milliseconds-number</c>.</summary>
internal readonly record struct EventCursor(string Value)
{
    /// <summary>Before the first event.</summary>
    public static EventCursor Start { get; } = new("0-0");

    /// <summary>When the event was stored, by the store's clock.</summary>
    public DateTimeOffset Time =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Value.AsSpan(0, Value.IndexOf('-')), NumberStyles.None, CultureInfo.InvariantCulture));

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

    /// <summary>The place right before this event: what is read after it begins with this one.</summary>
    public EventCursor Before() => Parts switch
    {
        (0, 0) => this,
        (var milliseconds, 0) => new($"{milliseconds - 1}-{ulong.MaxValue}"),
        var (milliseconds, number) => new($"{milliseconds}-{number - 1}"),
    };

    /// <summary>True when this place is later in the same log.</summary>
    public bool IsAfter(EventCursor other) => Parts.CompareTo(other.Parts) > 0;

    private (ulong Milliseconds, ulong Number) Parts
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
