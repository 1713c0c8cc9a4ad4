using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Which tasks of an index make a page, and how much of each.</summary>
internal sealed record TaskSlice(PagePlace? After, int Most)
{
    /// <summary>Only tasks with a status of this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many of the newest messages each task holds at most; null = all.</summary>
    public int? HistoryLength { get; init; }

    public bool IncludeArtifacts { get; init; }
}

/// <param name="Tasks">Newest status first.</param>
/// <param name="Next">After which place to read on; null when nothing follows.</param>
/// <param name="Total">How many tasks the index has since the slice's time.</param>
internal sealed record SlicedTasks(IReadOnlyList<TaskSnapshot> Tasks, PagePlace? Next, int Total);

/// <summary>Reads pages of an index: asks every partition for its newest, merges them, and reads the tasks of the page only.</summary>
internal sealed class RedisTaskPages(RedisScripts scripts, TaskOptions options)
{
    private readonly int _partitions = options.Partitions;
    private readonly int _pageBytes = options.PageBytes;

    /// <param name="indexOf">The index in each partition.</param>
    public async Task<SlicedTasks> ReadAsync(Func<int, RedisKey> indexOf, TaskSlice slice, CancellationToken cancellationToken)
    {
        var pieces = await Task.WhenAll(Enumerable.Range(0, _partitions)
            .Select(partition => PlacesAsync(indexOf(partition), slice, cancellationToken)));
        var places = pieces.SelectMany(piece => piece.Places).Order().Take(slice.Most + 1).ToList();
        var page = places.Take(slice.Most).ToList();
        var read = await TasksAsync(indexOf, slice, page, cancellationToken);
        // Large tasks end the page early: the next one goes on with the first that was not read.
        var shown = page.TakeWhile(place => read.ContainsKey(place.Id)).ToList();
        return new SlicedTasks(
            // One that has changed since is listed as it is now, and as new.
            shown.Select(place => read[place.Id]).OfType<TaskSnapshot>().OrderBy(PlaceOf).ToList(),
            places.Count > shown.Count ? shown[^1] : null,
            (int)pieces.Sum(piece => piece.Total));
    }

    // Each partition gives its share of the page's bytes; the page's first task comes whatever its size.
    private async Task<Dictionary<TaskId, TaskSnapshot?>> TasksAsync(
        Func<int, RedisKey> indexOf, TaskSlice slice, List<PagePlace> page, CancellationToken cancellationToken)
    {
        var groups = page.GroupBy(place => place.Id.Partition, place => place.Id).ToList();
        var read = await Task.WhenAll(groups.Select(group => TasksAsync(
            indexOf(group.Key), slice, group.ToList(), _pageBytes / groups.Count, group.Key == page[0].Id.Partition, cancellationToken)));
        return read.SelectMany(tasks => tasks).ToDictionary();
    }

    private async Task<(long Total, List<PagePlace> Places)> PlacesAsync(
        RedisKey index, TaskSlice slice, CancellationToken cancellationToken)
    {
        RedisValue[] values =
        [
            slice.Since is { } since ? MillisecondsUp(since) : "-inf",
            slice.After is { } last ? last.Milliseconds : "+inf",
            slice.After?.Id.Value ?? "",
            slice.Most + 1,
        ];
        var reply = await scripts.RunAsync("list", [index], values, cancellationToken);
        List<PagePlace> places = [];
        for (var i = 1; i + 1 < reply.Length; i += 2)
        {
            if (TaskId.TryParse(reply[i].ToString(), out var id))
            {
                places.Add(new PagePlace((long)reply[i + 1], id));
            }
        }

        return ((long)reply[0], places);
    }

    // Null for one that the index does not hold any more; those that are too much are missing.
    private async Task<IEnumerable<KeyValuePair<TaskId, TaskSnapshot?>>> TasksAsync(
        RedisKey index, TaskSlice slice, List<TaskId> ids, int bytes, bool always, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [index, .. ids.SelectMany(id => (RedisKey[])[RedisKeys.Task(id), RedisKeys.History(id)])];
        RedisValue[] values =
        [
            slice.IncludeArtifacts ? "1" : "",
            slice.HistoryLength is { } length ? length : "",
            bytes,
            always ? "1" : "",
            .. ids.Select(id => (RedisValue)id.Value),
        ];
        var reply = await scripts.RunAsync("read", keys, values, cancellationToken);
        return ((RedisResult[]?)reply ?? []).Zip(ids)
            .Select(pair => KeyValuePair.Create(pair.Second, pair.First.Length == 2
                ? WithoutHistory(new TaskFields(pair.First[0], pair.First[1]).ToSnapshot(pair.Second), slice)
                : null));
    }

    private static TaskSnapshot WithoutHistory(TaskSnapshot task, TaskSlice slice) =>
        slice.HistoryLength == 0 ? task with { Task = task.Task with { History = null } } : task;

    private static PagePlace PlaceOf(TaskSnapshot task) =>
        new(task.Task.Status.Timestamp?.ToUnixTimeMilliseconds() ?? 0, task.Id);

    // Status times have whole milliseconds: one of the same millisecond is earlier than a time within it.
    private static long MillisecondsUp(DateTimeOffset time) =>
        time.ToUnixTimeMilliseconds() + (time.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}
