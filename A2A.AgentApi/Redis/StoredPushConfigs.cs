using System.Text.Json;
using A2A.AgentApi.Encryption;
using A2A.AgentApi.Push;
using A2A.AgentApi.Tasks;

namespace A2A.AgentApi.Redis;

/// <summary>Push configs as Redis holds them: encrypted as a whole, each for its own place.</summary>
internal sealed class StoredPushConfigs(Vault vault)
{
    private const string Kind = "push config";

    /// <summary>The text to store; empty for none.</summary>
    public async Task<string> WriteAsync(TaskId task, PushConfig? config, CancellationToken cancellationToken) => config is null
        ? ""
        : await vault.SealAsync(Kind, NameOf(task, config.Id), JsonSerializer.Serialize(config, PushConfigJsonContext.Default.PushConfig), cancellationToken);

    /// <summary>Null when the text is no push config of that place. What earlier versions stored in clear is read as it is.</summary>
    /// <exception cref="StorageUnavailableException">Whether it can be read is unknown.</exception>
    public async Task<PushConfig?> TryReadAsync(TaskId task, string configId, string text, CancellationToken cancellationToken) =>
        IsClear(text)
            ? TryParse(text)
            : await vault.OpenAsync(Kind, NameOf(task, configId), text, cancellationToken) is { } json ? TryParse(json) : null;

    /// <summary>Reads it, and seals what an earlier version stored in clear: at once, or at a later reading when the store is away.</summary>
    /// <exception cref="StorageUnavailableException">Whether it can be read is unknown.</exception>
    public async Task<PushConfig?> TryReadAndSealAsync(
        RedisScripts scripts, TaskId task, string configId, string text, CancellationToken cancellationToken)
    {
        var config = await TryReadAsync(task, configId, text, cancellationToken);
        if (config is null || config.Id != configId || !IsClear(text))
        {
            return config;
        }

        try
        {
            var sealedText = await WriteAsync(task, config, cancellationToken);
            await scripts.RunAsync("seal-config", [RedisKeys.Push(task)], [configId, text, sealedText], cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // It was read all the same.
        }

        return config;
    }

    private static bool IsClear(string text) => text.StartsWith('{');

    private static string NameOf(TaskId task, string configId) => new Subscription(task, configId).ToString();

    private static PushConfig? TryParse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PushConfigJsonContext.Default.PushConfig) is { Id: not null, ProtocolVersion: not null, Config: not null } config
                ? config
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
