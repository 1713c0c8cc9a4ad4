using A2A.Protocol;
using A2A.Server.Redis;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Push;

/// <summary>Configs to put, and what became of their deliveries.</summary>
internal static class PushSamples
{
    public static PushConfig Config(string url, string id = "config", string version = "1.0") =>
        new(id, version, new TaskPushNotificationConfig { Id = id, Url = url });

    /// <summary>The task's buried deliveries, by their fields.</summary>
    public static async Task<List<Dictionary<string, string>>> DeadOfAsync(RedisScripts scripts, TaskId task)
    {
        var entries = await scripts.AskAsync("XRANGE", redis => redis.StreamRangeAsync(RedisKeys.Dead(task.Partition)), TestContext.Current.CancellationToken);
        return entries.Select(entry => entry.Values.ToDictionary(field => field.Name.ToString(), field => field.Value.ToString()))
            .Where(fields => fields["task"] == task.Value)
            .ToList();
    }
}
