using System.Globalization;
using A2A.Protocol;

namespace A2A.Server.Tasks;

/// <summary>Which tasks a caller wants to see; it has been checked.</summary>
internal sealed record TaskQuery
{
    public required string Owner { get; init; }

    public required string Agent { get; init; }

    public string? ContextId { get; init; }

    public TaskState? State { get; init; }

    /// <summary>Only tasks with a status of this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    public required int PageSize { get; init; }

    /// <summary>From the page before; null for the first page.</summary>
    public string? PageToken { get; init; }

    /// <summary>How many of the newest messages each task holds at most; null = all.</summary>
    public int? HistoryLength { get; init; }

    public bool IncludeArtifacts { get; init; }
}

internal abstract record ListOutcome
{
    private ListOutcome() { }

    /// <param name="Tasks">Newest status first.</param>
    /// <param name="NextToken">The next page's token; null at the end.</param>
    /// <param name="Total">How many tasks match in all.</param>
    public sealed record Page(IReadOnlyList<AgentTask> Tasks, string? NextToken, int Total) : ListOutcome;

    /// <summary>The page token is none that a page of this query gave.</summary>
    public sealed record BadToken : ListOutcome;
}

/// <param name="Tasks">Newest status first.</param>
/// <param name="Next">After which place to read on; null when nothing follows.</param>
/// <param name="Total">How many tasks match in all.</param>
internal sealed record ListedTasks(IReadOnlyList<AgentTask> Tasks, PagePlace? Next, int Total);

/// <summary>A place in the list of tasks: later ones have an older status, or one of the same millisecond and a lesser id.</summary>
/// <param name="Milliseconds">Since 1970, of the status.</param>
/// <param name="Id">The task.</param>
internal readonly record struct PagePlace(long Milliseconds, TaskId Id) : IComparable<PagePlace>
{
    /// <summary>Less than zero when this place comes first.</summary>
    public int CompareTo(PagePlace other) => Milliseconds != other.Milliseconds
        ? other.Milliseconds.CompareTo(Milliseconds)
        : string.CompareOrdinal(other.Id.Value, Id.Value);

    /// <summary>Reads what <see cref="ToString"/> gives: <c>1719412345678-01a1fd41-d2e7-7122-8cef-01bfff9efe0a</c>.</summary>
    public static bool TryParse(string? text, out PagePlace place)
    {
        place = default;
        if (text?.Split('-', 2) is not [var time, var task]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || !TaskId.TryParse(task, out var id))
        {
            return false;
        }

        place = new(milliseconds, id);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Id}");
}
