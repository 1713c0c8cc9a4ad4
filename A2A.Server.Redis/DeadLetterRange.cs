using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Redis;

/// <summary>A range of one partition's dead letters, as <c>XRANGE</c> takes it.</summary>
internal readonly record struct DeadLetterRange(string From, string To)
{
    /// <summary>What comes after a place in the order of <see cref="DeadLetterOrder"/>, of those buried from a time on.</summary>
    public static DeadLetterRange Of(int partition, DateTimeOffset? since, DeadLetterId? after)
    {
        var oldest = since is { } time ? new EventCursor($"{MillisecondsUp(time)}-0") : EventCursor.Start;
        return after is not { } last || oldest.IsAfter(new EventCursor(last.Entry))
            ? new(oldest.Value, "+")
            // Of the same time, those of later partitions come after it.
            : new(partition > last.Partition ? last.Entry : $"({last.Entry}", "+");
    }

    /// <summary>All up to one of them, of those buried before a time.</summary>
    public static DeadLetterRange Until(string newest, DateTimeOffset? before) =>
        before is { } time && new EventCursor($"{MillisecondsUp(time)}-0") is var end && !end.IsAfter(new EventCursor(newest))
            ? new("-", $"({end}")
            : new("-", newest);

    /// <summary>The rest of it after one of them.</summary>
    public DeadLetterRange After(string entry) => this with { From = $"({entry}" };

    // Entries have whole milliseconds: one of the same millisecond is earlier than a time within it.
    private static long MillisecondsUp(DateTimeOffset time) =>
        Math.Max(0, time.ToUnixTimeMilliseconds() + (time.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1));
}

/// <summary>Oldest first; those of the same time by their partition.</summary>
internal sealed class DeadLetterOrder : IComparer<DeadLetter>
{
    public static DeadLetterOrder Oldest { get; } = new();

    public int Compare(DeadLetter? one, DeadLetter? other)
    {
        if (one is null || other is null)
        {
            return one is null ? (other is null ? 0 : -1) : 1;
        }

        var (entry, another) = (new EventCursor(one.Id.Entry), new EventCursor(other.Id.Entry));
        return entry.IsAfter(another) ? 1 : another.IsAfter(entry) ? -1 : one.Id.Partition.CompareTo(other.Id.Partition);
    }
}
