using A2A.AgentApi.Tasks;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Every key, in one place. All keys of a task share the hash tag of its partition, so each script touches one slot.</summary>
internal static class RedisKeys
{
    private const string Prefix = "a2a:v1:";

    /// <summary>string: the number of partitions, fixed by the first start. No expiry.</summary>
    public const string Partitions = Prefix + "partitions";

    /// <summary>string: the keys that sign, as JSON; made by the first start. No expiry.</summary>
    public static readonly RedisKey SigningKeys = Prefix + "signing-keys";

    /// <summary>hash: per card <c>signature:</c> and <c>since:</c>. A few hundred bytes for every change of a card. No expiry.</summary>
    public static readonly RedisKey Publications = Prefix + "publications";

    /// <summary>Pub/sub channel: what has changed. A hint, never the truth.</summary>
    public const string Doorbell = Prefix + "doorbell";

    /// <summary>hash: the task's fields, <c>artifact:&lt;id&gt;</c>, <c>step:&lt;name&gt;</c>. Removed after the retention.</summary>
    public static RedisKey Task(TaskId id) => Of(id.Partition, $"task:{id}");

    /// <summary>list: messages as JSON, oldest first. Removed with the task.</summary>
    public static RedisKey History(TaskId id) => Of(id.Partition, $"history:{id}");

    /// <summary>stream: every event as 1.0 StreamResponse JSON. Removed with the task.</summary>
    public static RedisKey Events(TaskId id) => Of(id.Partition, $"events:{id}");

    /// <summary>hash: per config id <c>config:</c>, <c>cursor:</c>, <c>attempts:</c>, <c>state:</c>, <c>lease:</c>, <c>reason:</c>. Removed with the task.</summary>
    public static RedisKey Push(TaskId id) => Of(id.Partition, $"push:{id}");

    /// <summary>sorted set: task id by due time in ms. A lease is a later due time.</summary>
    public static RedisKey Work(int partition) => Of(partition, "work");

    /// <summary>sorted set: <c>taskId/configId</c> by due time in ms. A lease and a retry are later due times.</summary>
    public static RedisKey Deliveries(int partition) => Of(partition, "deliveries");

    /// <summary>stream: deliveries that were buried.</summary>
    public static RedisKey Dead(int partition) => Of(partition, "dead");

    /// <summary>sorted set: ended task by the time in ms when it is removed.</summary>
    public static RedisKey Retired(int partition) => Of(partition, "retired");

    /// <summary>string: the id of the task that the message created. Removed with the task.</summary>
    public static RedisKey Message(int partition, string owner, string agent, string messageId) =>
        Of(partition, $"message:{Uri.EscapeDataString(owner)}:{agent}:{messageId}");

    /// <summary>sorted set: the owner's tasks by status time in ms; <c>:&lt;state&gt;</c> after it, those in that state.</summary>
    public static RedisKey Owner(int partition, string owner) => Of(partition, $"owner:{Uri.EscapeDataString(owner)}");

    /// <summary>sorted set: the conversation's tasks by status time in ms.</summary>
    public static RedisKey Context(int partition, string owner, string contextId) =>
        Of(partition, $"context:{Uri.EscapeDataString(owner)}:{contextId}");

    private static RedisKey Of(int partition, string rest) => $"{Prefix}{{p{partition:00}}}:{rest}";
}
