using A2A.Protocol;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Reads the tasks of all owners by an index that the scripts of their events keep.</summary>
internal sealed class RedisTaskRecords(RedisScripts scripts, IOptions<TaskOptions> options) : ITaskRecords
{
    private static readonly TaskState[] States = [.. Enum.GetValues<TaskState>().Where(state => state != TaskState.Unspecified)];

    private readonly RedisTaskPages _pages = new(scripts, options.Value);
    private readonly int _partitions = options.Value.Partitions;

    public async Task<TaskSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        var pieces = await Task.WhenAll(Enumerable.Range(0, _partitions).Select(partition => SurveyAsync(partition, cancellationToken)));
        return new TaskSurvey(
            States.Index().ToDictionary(state => state.Item, state => pieces.Sum(piece => piece[7 + state.Index])),
            DepthOf(pieces, 0),
            DepthOf(pieces, 3),
            pieces.Sum(piece => piece[6]));
    }

    public async Task<RecordedTasks> ListAsync(TaskState? state, PagePlace? after, int most, CancellationToken cancellationToken)
    {
        var page = await _pages.ReadAsync(
            partition => state is { } only ? IndexOf(partition, only) : RedisKeys.All(partition),
            new TaskSlice(after, most) { HistoryLength = 0 },
            cancellationToken);
        return new RecordedTasks(page.Tasks, page.Next);
    }

    public async Task<TaskRecord?> FindAsync(string? owner, TaskId id, int mostEvents, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [RedisKeys.Task(id), RedisKeys.History(id), RedisKeys.Events(id), RedisKeys.Work(id.Partition)];
        RedisValue[] values = [id.Value, mostEvents, .. owner is null ? Array.Empty<RedisValue>() : [owner]];
        var reply = await scripts.RunAsync("inspect", keys, values, cancellationToken);
        return reply.Length == 0 ? null : ToRecord(id, reply);
    }

    private static TaskRecord ToRecord(TaskId id, RedisResult reply)
    {
        var fields = new TaskFields(reply[0], RedisResult.Create(Array.Empty<RedisValue>()));
        return new TaskRecord
        {
            Task = fields.ToSnapshot(id),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]),
            Turn = fields.Turn,
            Attempt = fields.Attempt,
            CancelRequested = fields.CancelRequested,
            IsHeld = reply[2].ToString() == "1",
            DueAt = (long)reply[3] is > 0 and var due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null,
            Events = ((RedisResult[]?)reply[4] ?? []).Reverse()
                .Select(entry => RedisTaskEvents.ToEvent(AttemptFields.ToStreamEntry(entry))).ToList(),
        };
    }

    private async Task<long[]> SurveyAsync(int partition, CancellationToken cancellationToken)
    {
        RedisKey[] keys =
        [
            RedisKeys.Work(partition),
            RedisKeys.Deliveries(partition),
            RedisKeys.Dead(partition),
            .. States.Select(state => IndexOf(partition, state)),
        ];
        return (long[]?)await scripts.RunAsync("survey", keys, [], cancellationToken) ?? [];
    }

    private static QueueDepth DepthOf(long[][] pieces, int first)
    {
        var longest = pieces.Max(piece => piece[first + 2]);
        return new QueueDepth(
            pieces.Sum(piece => piece[first]),
            pieces.Sum(piece => piece[first + 1]),
            longest < 0 ? null : TimeSpan.FromMilliseconds(longest));
    }

    private static RedisKey IndexOf(int partition, TaskState state) =>
        RedisKeys.All(partition).Append($":{WrittenEvent.NameOf(state)}");
}
