using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Lists a caller's tasks.</summary>
internal sealed partial class RedisTaskStore
{
    private readonly RedisTaskPages _pages = new(scripts, tasks.Value);

    public async Task<ListedTasks> ListAsync(TaskQuery query, PagePlace? after, CancellationToken cancellationToken)
    {
        var slice = new TaskSlice(after, query.PageSize)
        {
            Since = query.Since,
            HistoryLength = query.HistoryLength,
            IncludeArtifacts = query.IncludeArtifacts,
        };
        var page = await _pages.ReadAsync(partition => IndexOf(query, partition), slice, cancellationToken);
        return new ListedTasks(page.Tasks.Select(task => task.Task).ToList(), page.Next, page.Total);
    }

    private static RedisKey IndexOf(TaskQuery query, int partition)
    {
        var all = query.ContextId is { } contextId
            ? RedisKeys.Context(partition, query.Owner, query.Agent, contextId)
            : RedisKeys.Index(partition, query.Owner, query.Agent);
        return query.State is { } state ? all.Append($":{WrittenEvent.NameOf(state)}") : all;
    }
}
