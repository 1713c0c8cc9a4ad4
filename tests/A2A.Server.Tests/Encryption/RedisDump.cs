using System.Text;
using A2A.Server.Redis;
using StackExchange.Redis;

namespace A2A.Server.Tests.Encryption;

/// <summary>All that a Redis holds, key names and values of every type, as one text of a character for each byte.</summary>
internal static class RedisDump
{
    public static async Task<string> ReadAsync(IDatabase redis)
    {
        var all = new StringBuilder();
        foreach (var key in await KeysAsync(redis))
        {
            Add(all, key);
            if (await ValueAsync(redis, key) is { } value)
            {
                Add(all, value);
            }
        }

        return all.ToString();
    }

    /// <summary>The text as the dump would show it.</summary>
    public static string Of(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static async Task<List<byte[]>> KeysAsync(IDatabase redis)
    {
        List<byte[]> keys = [];
        var cursor = "0";
        do
        {
            var reply = await redis.ExecuteAsync("SCAN", cursor, "COUNT", "1000");
            cursor = reply[0].ToString();
            keys.AddRange(((RedisKey[]?)reply[1] ?? []).Select(key => (byte[])key!)); // no key is without a name
        }
        while (cursor != "0");

        return keys;
    }

    private static async Task<RedisResult?> ValueAsync(IDatabase redis, byte[] key)
    {
        RedisKey name = key;
        return await redis.KeyTypeAsync(name) switch
        {
            RedisType.String => await redis.ExecuteAsync("GET", name),
            RedisType.Hash => await redis.ExecuteAsync("HGETALL", name),
            RedisType.List => await redis.ExecuteAsync("LRANGE", name, 0, -1),
            RedisType.Set => await redis.ExecuteAsync("SMEMBERS", name),
            RedisType.SortedSet => await redis.ExecuteAsync("ZRANGE", name, 0, -1, "WITHSCORES"),
            RedisType.Stream => await redis.ExecuteAsync("XRANGE", name, "-", "+"),
            RedisType.None => null, // gone since the scan: an emptied set is removed
            var type => throw new InvalidDataException($"The dump knows nothing of the type {type}."),
        };
    }

    private static void Add(StringBuilder all, byte[] bytes) => all.Append(Of(bytes)).Append('\n');

    private static void Add(StringBuilder all, RedisResult value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            Add(all, value[i]);
        }

        if (value.Length < 0)
        {
            Add(all, (byte[]?)value ?? []);
        }
    }
}
