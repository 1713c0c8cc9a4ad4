using System.Globalization;
using System.Text.Json.Nodes;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Faults.Rig;

/// <summary>Reads what Redis holds, which is the truth about tasks, their events and what is still to be done.</summary>
/// <param name="redis">A connection of the test's own.</param>
/// <param name="clock">Redis's; null = the machine's.</param>
internal sealed class Logs(IDatabase redis, MovedClock? clock = null)
{
    private static readonly string[] Terminal =
        ["TASK_STATE_COMPLETED", "TASK_STATE_FAILED", "TASK_STATE_CANCELED", "TASK_STATE_REJECTED"];

    /// <summary>The ids of all tasks.</summary>
    public async Task<IReadOnlyList<string>> TasksAsync() =>
        [.. (await MembersAsync(RedisKeys.All)).Select(id => id.ToString())];

    /// <summary>What is due, leased or waiting: tasks, and <c>task/config</c>.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync() =>
    [
        .. (await MembersAsync(RedisKeys.Work)).Select(id => $"task {id}"),
        .. (await MembersAsync(RedisKeys.Deliveries)).Select(id => $"delivery {id}"),
    ];

    /// <summary>Waits until there is none of these, at most for so long. Gives what there is still.</summary>
    public async Task<IReadOnlyList<string>> PendingAfterAsync(TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        IReadOnlyList<string> pending;
        while ((pending = await PendingAsync()).Count > 0 && TimeProvider.System.GetElapsedTime(began) <= patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        return pending;
    }

    /// <summary>Deliveries that were given up.</summary>
    public async Task<IReadOnlyList<DeliveryId>> DeadLettersAsync() =>
    [
        .. (await InPartitionsAsync(partition => redis.StreamRangeAsync(RedisKeys.Dead(partition))))
            .Select(entry => new DeliveryId(
                entry["task"].ToString(),
                entry["config"].ToString(),
                (long)entry["sequence"] == 0 ? EventId.All : EventId.Parse(entry["event"].ToString()))),
    ];

    /// <summary>Why they were.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync() =>
    [
        .. (await InPartitionsAsync(partition => redis.StreamRangeAsync(RedisKeys.Dead(partition))))
            .Select(entry => entry["reason"].ToString()),
    ];

    /// <summary>A task as Redis holds it; null when there is none.</summary>
    public async Task<LoggedTask?> ReadAsync(string task)
    {
        TaskId.TryParse(task, out var id).ShouldBeTrue($"{task} is no task's id");
        var hash = redis.HashGetAllAsync(RedisKeys.Task(id));
        var events = redis.StreamRangeAsync(RedisKeys.Events(id));
        var push = redis.HashKeysAsync(RedisKeys.Push(id));
        var fields = (await hash).ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString());
        var configs = (await push).Select(name => name.ToString()).ToList();
        return fields.Count == 0 ? null : new LoggedTask
        {
            Id = task,
            State = fields["state"],
            Version = Number(fields["version"]),
            Steps = fields.Keys.Count(name => name.StartsWith("step:", StringComparison.Ordinal)),
            Events = [.. (await events).Select(Read)],
            Configs = [.. configs.Where(name => name.StartsWith("config:", StringComparison.Ordinal)).Select(name => name[7..])],
            IsLeased = fields.ContainsKey("lease") || configs.Exists(name => name.StartsWith("lease:", StringComparison.Ordinal)),
        };
    }

    private LoggedEvent Read(StreamEntry entry)
    {
        var json = (byte[])entry["json"]!; // every entry has it
        var body = JsonNode.Parse(json)!; // not the JSON null
        var status = body["statusUpdate"]?["status"] ?? body["task"]?["status"];
        var state = (string?)status?["state"];
        var id = EventId.Parse(entry.Id.ToString());
        return new LoggedEvent
        {
            Id = id,
            At = clock?.ToOwnTime(id.At) ?? id.At,
            Number = (long)entry["sequence"],
            Json = json,
            State = state,
            IsTerminal = Terminal.Contains(state),
            Text = (string?)status?["message"]?["parts"]?[0]?["text"],
        };
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private Task<IEnumerable<RedisValue>> MembersAsync(Func<int, RedisKey> keyOf) =>
        InPartitionsAsync(partition => redis.SortedSetRangeByRankAsync(keyOf(partition)));

    private async Task<IEnumerable<T>> InPartitionsAsync<T>(Func<int, Task<T[]>> read)
    {
        var partitions = (int)await redis.StringGetAsync(RedisKeys.Partitions);
        return (await Task.WhenAll(Enumerable.Range(0, partitions).Select(read))).SelectMany(found => found);
    }
}

/// <summary>A task and its log.</summary>
internal sealed record LoggedTask
{
    public required string Id { get; init; }

    public required string State { get; init; }

    public required long Version { get; init; }

    /// <summary>How many durable steps are done.</summary>
    public required int Steps { get; init; }

    public required IReadOnlyList<LoggedEvent> Events { get; init; }

    public required IReadOnlyList<string> Configs { get; init; }

    /// <summary>Whether a replica holds it or one of its subscriptions.</summary>
    public required bool IsLeased { get; init; }
}

/// <summary>An event of a task's log.</summary>
internal sealed record LoggedEvent
{
    public required EventId Id { get; init; }

    public required long Number { get; init; }

    /// <summary>When it was written, by the test's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required byte[] Json { get; init; }

    public required string? State { get; init; }

    public required bool IsTerminal { get; init; }

    /// <summary>What the agent says; null when it says nothing.</summary>
    public required string? Text { get; init; }
}
