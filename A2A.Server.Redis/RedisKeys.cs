using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Every key, in one place. All keys of a task share the hash tag of its partition, so each script touches one slot.</summary>
internal static class RedisKeys
{
    private const string Prefix = "a2a:v1:";

    /// <summary>string: the number of partitions, fixed by the first start. No expiry.</summary>
    public const string Partitions = Prefix + "partitions";

    /// <summary>
    /// hash: the keys that encrypted before <c>Encryption:Key</c> did so itself. Neither written nor read; while it is there
    /// nothing starts.
    /// </summary>
    public static readonly RedisKey KeyRing = Prefix + "key-ring";

    /// <summary>string: the keys that sign, as JSON, their private parts encrypted; made by the first start. No expiry.</summary>
    public static readonly RedisKey SigningKeys = Prefix + "signing-keys";

    /// <summary>hash: per card <c>signature:</c> and <c>since:</c>. A few hundred bytes for every change of a card. No expiry.</summary>
    public static readonly RedisKey Publications = Prefix + "publications";

    /// <summary>hash: the state of each endpoint that has failed lately. Bounded; expires two hours after the last failure.</summary>
    public static readonly RedisKey Circuits = Prefix + "{circuits}:states";

    /// <summary>sorted set: those endpoints by the time in ms of their last failure. Expires with the states.</summary>
    public static readonly RedisKey CircuitTimes = Prefix + "{circuits}:times";

    /// <summary>string: the owner of an origin has said that it wants webhooks. Expires.</summary>
    public static RedisKey Ownership(string question) => $"{Prefix}ownership:{Uri.EscapeDataString(question)}";

    /// <summary>Pub/sub channel: what has changed. A hint, never the truth.</summary>
    public const string Doorbell = Prefix + "doorbell";

    /// <summary>
    /// hash: the task's fields, <c>artifact:&lt;id&gt;</c>, <c>step:&lt;name&gt;</c> of this turn, <c>message:&lt;id&gt;</c> of
    /// each turn but the first. Removed after the retention.
    /// </summary>
    public static RedisKey Task(TaskId id) => Task(id.Partition, id.Value);

    /// <summary>The same, by what another key of the partition says.</summary>
    public static RedisKey Task(int partition, string id) => Of(partition, $"task:{id}");

    /// <summary>list: messages as JSON, oldest first. Removed with the task.</summary>
    public static RedisKey History(TaskId id) => Of(id.Partition, $"history:{id}");

    /// <summary>stream: every event as 1.0 StreamResponse JSON. Removed with the task.</summary>
    public static RedisKey Events(TaskId id) => Of(id.Partition, $"events:{id}");

    /// <summary>
    /// hash: per config id <c>config:</c> (encrypted), <c>cursor:</c>, <c>attempts:</c>, <c>state:</c>, <c>lease:</c>,
    /// <c>reason:</c>, <c>replaced:</c>, <c>since:</c>, <c>due:</c>, <c>outage:</c>, <c>fault:</c>, <c>replays:</c>. Removed with the task.
    /// </summary>
    public static RedisKey Push(TaskId id) => Of(id.Partition, $"push:{id}");

    /// <summary>stream: the newest attempts to deliver the task's webhooks. Bounded; removed with the task.</summary>
    public static RedisKey Attempts(TaskId id) => Of(id.Partition, $"attempts:{id}");

    /// <summary>sorted set: task id by due time in ms. A lease is a later due time.</summary>
    public static RedisKey Work(int partition) => Of(partition, "work");

    /// <summary>sorted set: <c>taskId/configId</c> by due time in ms. A lease and a retry are later due times.</summary>
    public static RedisKey Deliveries(int partition) => Of(partition, "deliveries");

    /// <summary>
    /// string: how many times Redis's clock was put back, and its latest known time in ms since. Written once a minute while something
    /// is due or waits. No expiry.
    /// </summary>
    public static RedisKey Clock(int partition) => Of(partition, "clock");

    /// <summary>stream: deliveries that were buried. Entries go when they are replayed or purged, and after Push:KeepDeadLetters.</summary>
    public static RedisKey Dead(int partition) => Of(partition, "dead");

    /// <summary>sorted set: ended task by the time in ms when it is removed.</summary>
    public static RedisKey Retired(int partition) => Of(partition, "retired");

    /// <summary>
    /// string: the id of the task that the message created, removed with the task; or the answer to it as JSON, which expires.
    /// </summary>
    /// <param name="partition">The partition of the task.</param>
    /// <param name="owner">The caller.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="contextId">The context that the message names; null when it names none.</param>
    /// <param name="messageId">The message's id.</param>
    public static RedisKey Message(int partition, string owner, string agent, string? contextId, string messageId) => Of(
        partition,
        $"message:{Uri.EscapeDataString(owner)}:{Uri.EscapeDataString(agent)}"
            + $"{(contextId is null ? "" : $"@{Uri.EscapeDataString(contextId)}")}:{messageId}");

    /// <summary>
    /// sorted set: the owner's tasks of the agent by status time in ms; <c>:&lt;state&gt;</c> after it, those in that state.
    /// </summary>
    public static RedisKey Index(int partition, string owner, string agent) =>
        Of(partition, $"tasks:{Uri.EscapeDataString(owner)}:{Uri.EscapeDataString(agent)}");

    /// <summary>sorted set: those of one conversation; <c>:&lt;state&gt;</c> after it, those in that state.</summary>
    public static RedisKey Context(int partition, string owner, string agent, string contextId) =>
        // Escaped, because a caller's id that ends like a state would be another one's index of that state.
        Of(partition, $"context:{Uri.EscapeDataString(owner)}:{Uri.EscapeDataString(agent)}:{Uri.EscapeDataString(contextId)}");

    /// <summary>sorted set: every owner's tasks by status time in ms; <c>:&lt;state&gt;</c> after it, those in that state.</summary>
    public static RedisKey All(int partition) => Of(partition, "all");

    /// <summary>The keys of a task in the order in which every script that writes its log gets them.</summary>
    public static RedisKey[] OfTask(TaskId id, string owner, string agent, string contextId) =>
    [
        Task(id),
        History(id),
        Events(id),
        Push(id),
        Work(id.Partition),
        Deliveries(id.Partition),
        Retired(id.Partition),
        Index(id.Partition, owner, agent),
        Context(id.Partition, owner, agent, contextId),
        All(id.Partition),
    ];

    /// <summary>The same of a task that was read.</summary>
    public static RedisKey[] OfTask(TaskSnapshot task) => OfTask(task.Id, task.Owner, task.Agent, task.Task.ContextId);

    private static RedisKey Of(int partition, string rest) => $"{Prefix}{{p{partition:00}}}:{rest}";
}
