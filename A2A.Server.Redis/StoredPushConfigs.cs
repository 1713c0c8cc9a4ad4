using System.Text.Json;
using A2A.Server.Encryption;
using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Redis;

/// <summary>Push configs as Redis holds them: encrypted as a whole, each for its own task and id.</summary>
/// <remarks>An id belongs to one task and a task to one owner, so what is bound to the task is bound to its owner.</remarks>
internal sealed class StoredPushConfigs(SecretSeal seal)
{
    /// <summary>The text to store; empty for none.</summary>
    public string Write(TaskId task, PushConfig? config) =>
        config is null
            ? ""
            : seal.Seal(PlaceOf(task, config.Id), JsonSerializer.Serialize(config, PushConfigJsonContext.Default.PushConfig));

    /// <summary>Null when the text is no push config of that place.</summary>
    /// <exception cref="InvalidOperationException">It is encrypted with a key that this replica is not given.</exception>
    public PushConfig? Read(TaskId task, string configId, string text) =>
        seal.Open(PlaceOf(task, configId), text) is { } json && Parse(json) is { } config && config.Id == configId ? config : null;

    /// <summary>The same; null also when it is encrypted with a key that this replica is not given.</summary>
    public PushConfig? TryRead(TaskId task, string configId, string text)
    {
        try
        {
            return Read(task, configId, text);
        }
        catch (InvalidOperationException)
        {
            return null; // a delivery by it reports the error
        }
    }

    private static SealedPlace PlaceOf(TaskId task, string configId) =>
        new("push config", RedisKeys.Push(task).ToString(), $"config:{configId}");

    private static PushConfig? Parse(string json)
    {
        try
        {
            var config = JsonSerializer.Deserialize(json, PushConfigJsonContext.Default.PushConfig);
            return config is { Id: not null, ProtocolVersion: not null, Config: not null } ? config : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
