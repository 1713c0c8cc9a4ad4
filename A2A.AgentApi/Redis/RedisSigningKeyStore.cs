using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.AgentApi.Encryption;
using A2A.AgentApi.Push.Keys;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>The keys as one string, which is replaced as a whole; signatures as fields of a hash, which nobody writes twice.</summary>
internal sealed class RedisSigningKeyStore(RedisScripts scripts, Vault vault) : ISigningKeyStore
{
    private const string Kind = "signing key";

    // The script puts a time in its place. No JSON string of ours can be the same by chance.
    private const string TimePlaceholder = "@signs-from@";

    public async Task<StoredKeys> ReadAsync(CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync("read-signing-keys", [RedisKeys.SigningKeys], [], cancellationToken);
        var (text, now) = (reply[0].ToString(), DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]));
        List<SigningKey> keys = [];
        var stored = text.Length == 0 ? [] : Parse(text);
        foreach (var key in stored)
        {
            var signsFrom = DateTimeOffset.TryParse(key.SignsFrom, CultureInfo.InvariantCulture, out var from) ? from : key.Created;
            keys.Add(new(key.Kid, key.Created, signsFrom, await OpenAsync(key, cancellationToken)));
        }

        return new(text, keys, now, MustRewrite: stored.Any(key => key.Sealed is null));
    }

    public async Task<bool> ReplaceAsync(
        StoredKeys read, IEnumerable<SigningKey> kept, SigningKey? starting, TimeSpan ahead, CancellationToken cancellationToken)
    {
        List<StoredKey> keys = [];
        foreach (var key in kept)
        {
            keys.Add(await CloseAsync(key, key.SignsFrom.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), cancellationToken));
        }

        if (starting is not null)
        {
            keys.Add(await CloseAsync(starting, TimePlaceholder, cancellationToken));
        }

        var text = JsonSerializer.Serialize(keys, StoredKeyJsonContext.Default.ListStoredKey);
        RedisValue[] values = [read.Text, text, TimePlaceholder, (long)Math.Ceiling(ahead.TotalMilliseconds), RedisKeys.Doorbell];
        return (long)await scripts.RunAsync("replace-signing-keys", [RedisKeys.SigningKeys], values, cancellationToken) == 1;
    }

    public async Task<Publication> PublishAsync(string content, string proposed, CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync("publish", [RedisKeys.Publications], [content, proposed], cancellationToken);
        return new(reply[0].ToString(), DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]));
    }

    private async Task<StoredKey> CloseAsync(SigningKey key, string signsFrom, CancellationToken cancellationToken) =>
        new(key.Kid, key.Created, signsFrom, await vault.SealAsync(Kind, key.Kid, Convert.ToBase64String(key.Pkcs8), cancellationToken), Pkcs8: null);

    private async Task<byte[]> OpenAsync(StoredKey key, CancellationToken cancellationToken) => key.Sealed is null
        ? key.Pkcs8!
        : await vault.OpenAsync(Kind, key.Kid, key.Sealed, cancellationToken) is { } text
            ? Convert.FromBase64String(text)
            : throw new InvalidOperationException(
                $"The signing key {key.Kid} in {RedisKeys.SigningKeys} can't be decrypted: restore the key ring in {RedisKeys.KeyRing}, or delete {RedisKeys.SigningKeys} to have new keys made.");

    private static List<StoredKey> Parse(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, StoredKeyJsonContext.Default.ListStoredKey) is { Count: > 0 } keys
                && keys.TrueForAll(key => key is { Kid: not null } && (key.Sealed is not null || key.Pkcs8 is not null)))
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

/// <summary>How a key is stored.</summary>
/// <param name="SignsFrom">When it begins to sign; absent in what earlier versions stored, then since it was made.</param>
/// <param name="Sealed">Its PKCS#8, encrypted.</param>
/// <param name="Pkcs8">The same in clear, as earlier versions stored it.</param>
internal sealed record StoredKey(string Kid, DateTimeOffset Created, string? SignsFrom, string? Sealed, byte[]? Pkcs8);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<StoredKey>))]
internal sealed partial class StoredKeyJsonContext : JsonSerializerContext;
