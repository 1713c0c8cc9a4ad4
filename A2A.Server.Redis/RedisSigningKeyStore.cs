using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using A2A.Server.Encryption;
using A2A.Server.Push.Keys;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>The keys as one string, which is replaced as a whole; signatures as fields of a hash, each written only once.</summary>
internal sealed class RedisSigningKeyStore(RedisScripts scripts, SecretSeal seal) : ISigningKeyStore
{
    private static readonly string Remedy = $"Delete {RedisKeys.SigningKeys} to have new ones made; receivers fetch them by themselves.";

    // The script puts a time in its place. No JSON string of ours can be the same by chance.
    private const string TimePlaceholder = "@signs-from@";

    public async Task<StoredKeys> ReadAsync(CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync("read-signing-keys", [RedisKeys.SigningKeys], [], cancellationToken);
        var (text, now) = (reply[0].ToString(), DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]));
        var stored = text.Length == 0 ? [] : Parse(text);
        return new(text, stored.ConvertAll(Open), now, MustRewrite: stored.Exists(key => !seal.IsCurrent(key.Sealed)));
    }

    public async Task<bool> ReplaceAsync(
        StoredKeys read, IEnumerable<SigningKey> kept, SigningKey? starting, TimeSpan ahead, CancellationToken cancellationToken)
    {
        var keys = kept.Select(key => Close(key, key.SignsFrom.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))).ToList();
        if (starting is not null)
        {
            keys.Add(Close(starting, TimePlaceholder));
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

    private StoredKey Close(SigningKey key, string signsFrom) =>
        new(key.Kid, key.Created, signsFrom, seal.Seal(PlaceOf(key.Kid), Convert.ToBase64String(key.Pkcs8)));

    private SigningKey Open(StoredKey key) => seal.Open(PlaceOf(key.Kid), key.Sealed) is { } pkcs8
        ? new(key.Kid, key.Created, DateTimeOffset.Parse(key.SignsFrom, CultureInfo.InvariantCulture), Convert.FromBase64String(pkcs8))
        : throw new InvalidOperationException(
            $"The signing key {key.Kid} can't be opened: it lies in clear, or was changed or moved. {Remedy}");

    private static SealedPlace PlaceOf(string kid) => new("signing key", RedisKeys.SigningKeys.ToString(), kid);

    private static List<StoredKey> Parse(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, StoredKeyJsonContext.Default.ListStoredKey) is { Count: > 0 } keys
                && keys.TrueForAll(key => key is { Kid: not null, SignsFrom: not null, Sealed: not null }))
            {
                return keys;
            }
        }
        catch (JsonException)
        {
            // Its text would name what is wrong, and might name a part of a key.
        }

        throw new InvalidOperationException(
            $"Redis holds no signing keys in {RedisKeys.SigningKeys} but something else. {Remedy}");
    }
}

/// <summary>How a key is stored.</summary>
/// <param name="SignsFrom">When it begins to sign.</param>
/// <param name="Sealed">Its PKCS#8 as Base64, encrypted.</param>
internal sealed record StoredKey(string Kid, DateTimeOffset Created, string SignsFrom, string Sealed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<StoredKey>))]
internal sealed partial class StoredKeyJsonContext : JsonSerializerContext;
