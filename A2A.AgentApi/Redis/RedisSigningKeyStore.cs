using System.Text.Json;
using A2A.AgentApi.Push.Keys;

namespace A2A.AgentApi.Redis;

/// <summary>The keys as one string, which only the first start writes; signatures as fields of a hash, which nobody writes twice.</summary>
internal sealed class RedisSigningKeyStore(RedisScripts scripts) : ISigningKeyStore
{
    public async Task<IReadOnlyList<SigningKey>> ShareAsync(IReadOnlyList<SigningKey> proposed, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(proposed, SigningKeyJsonContext.Default.IReadOnlyListSigningKey);
        await scripts.ExecuteAsync("SET", [RedisKeys.SigningKeys, json, "NX"], cancellationToken);
        return Read(RedisReply.Text(await scripts.ExecuteAsync("GET", [RedisKeys.SigningKeys], cancellationToken)));
    }

    public async Task<Publication> PublishAsync(string content, string proposed, CancellationToken cancellationToken)
    {
        var reply = RedisReply.Array(await scripts.RunAsync("publish", [RedisKeys.Publications], [content, proposed], cancellationToken));
        return new(RedisReply.Text(reply[0]), DateTimeOffset.FromUnixTimeMilliseconds(RedisReply.Number(reply[1])));
    }

    private static IReadOnlyList<SigningKey> Read(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, SigningKeyJsonContext.Default.IReadOnlyListSigningKey) is { Count: > 0 } keys)
            {
                return keys;
            }
        }
        catch (JsonException)
        {
            // Its text would name what is wrong, and might name a part of a key.
        }

        throw new InvalidOperationException(
            $"Redis holds no signing keys in {RedisKeys.SigningKeys} but something else; delete that key to have new ones made.");
    }
}
