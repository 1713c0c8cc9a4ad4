using A2A.Protocol;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Lists tasks: asks every partition for its newest, merges them, and reads those of the page only.</summary>
internal sealed partial class RedisTaskStore
{
    private readonly int _partitions = tasks.Value.Partitions;
    private readonly int _pageBytes = tasks.Value.PageBytes;

    public async Task<ListedTasks> ListAsync(TaskQuery query, PagePlace? after, CancellationToken cancellationToken)
    {
        var pieces = await Task.WhenAll(Enumerable.Range(0, _partitions)
            .Select(partition => PlacesAsync(query, partition, after, cancellationToken)));
        var places = pieces.SelectMany(piece => piece.Places).Order().Take(query.PageSize + 1).ToList();
        var page = places.Take(query.PageSize).ToList();
        var read = await TasksAsync(query, page, cancellationToken);
        // Large tasks end the page early: the next one goes on with the first that was not read.
        var shown = page.TakeWhile(place => read.ContainsKey(place.Id)).ToList();
        return new ListedTasks(
            // One that has changed since is listed as it is now, and as new.
            shown.Select(place => read[place.Id]).OfType<TaskSnapshot>().OrderBy(PlaceOf).Select(task => task.Task).ToList(),
            places.Count > shown.Count ? shown[^1] : null,
            (int)pieces.Sum(piece => piece.Total));
    }

    // Each partition gives its share of the page's bytes; the page's first task comes whatever its size.
    private async Task<Dictionary<TaskId, TaskSnapshot?>> TasksAsync(
        TaskQuery query, List<PagePlace> page, CancellationToken cancellationToken)
    {
        var groups = page.GroupBy(place => place.Id.Partition, place => place.Id).ToList();
        var read = await Task.WhenAll(groups.Select(group =>
            TasksAsync(query, group.Key, group.ToList(), _pageBytes / groups.Count, group.Key == page[0].Id.Partition, cancellationToken)));
        return read.SelectMany(tasks => tasks).ToDictionary();
    }

    private async Task<(long Total, List<PagePlace> Places)> PlacesAsync(
        TaskQuery query, int partition, PagePlace? after, CancellationToken cancellationToken)
    {
        RedisValue[] values =
        [
            query.Since is { } since ? MillisecondsUp(since) : "-inf",
            after is { } last ? last.Milliseconds : "+inf",
            after?.Id.Value ?? "",
            query.PageSize + 1,
        ];
        var reply = await scripts.RunAsync("list", [IndexOf(query, partition)], values, cancellationToken);
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
        TaskQuery query, int partition, List<TaskId> ids, int bytes, bool always, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [IndexOf(query, partition), .. ids.SelectMany(id => (RedisKey[])[RedisKeys.Task(id), RedisKeys.History(id)])];
        RedisValue[] values =
        [
            query.IncludeArtifacts ? "1" : "",
            query.HistoryLength is { } length ? length : "",
            bytes,
            always ? "1" : "",
            .. ids.Select(id => (RedisValue)id.Value),
        ];
        var reply = await scripts.RunAsync("read", keys, values, cancellationToken);
        return ((RedisResult[]?)reply ?? []).Zip(ids)
            .Select(pair => KeyValuePair.Create(pair.Second, pair.First.Length == 2
                ? WithoutHistory(new TaskFields(pair.First[0], pair.First[1]).ToSnapshot(pair.Second), query)
                : null));
    }

    private static TaskSnapshot WithoutHistory(TaskSnapshot task, TaskQuery query) =>
        query.HistoryLength == 0 ? task with { Task = task.Task with { History = null } } : task;

    private static PagePlace PlaceOf(TaskSnapshot task) =>
        new(task.Task.Status.Timestamp?.ToUnixTimeMilliseconds() ?? 0, task.Id);

    private static RedisKey IndexOf(TaskQuery query, int partition)
    {
        var all = query.ContextId is { } contextId
            ? RedisKeys.Context(partition, query.Owner, query.Agent, contextId)
            : RedisKeys.Index(partition, query.Owner, query.Agent);
        return query.State is { } state ? all.Append($":{WrittenEvent.NameOf(state)}") : all;
    }

    // Status times have whole milliseconds: one of the same millisecond is earlier than a time within it.
    private static long MillisecondsUp(DateTimeOffset time) =>
        time.ToUnixTimeMilliseconds() + (time.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}
