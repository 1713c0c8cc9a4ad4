using System.Text;
using A2A.AgentApi.Redis;
using StackExchange.Redis;

namespace A2A.AgentApi.Tests.Encryption;

/// <summary>All that a Redis holds, key names and values of every type, as one text of a character for each byte.</summary>
internal static class RedisDump
{
    public static async Task<string> ReadAsync(IDatabase redis)
    {
        var all = new StringBuilder();
        foreach (var key in await KeysAsync(redis))
        {
            Add(all, key);
            Add(all, await ValueAsync(redis, key));
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
            var reply = RedisReply.Array(await redis.ExecuteAsync("SCAN", cursor, "COUNT", "1000"));
            cursor = RedisReply.Text(reply[0]);
            keys.AddRange(RedisReply.Array(reply[1]).Select(RedisReply.Bytes));
        }
        while (cursor != "0");

        return keys;
    }

    private static async Task<RedisResult> ValueAsync(IDatabase redis, byte[] key)
    {
        RedisKey name = key;
        var type = RedisReply.Text(await redis.ExecuteAsync("TYPE", name));
        return type switch
        {
            "string" => await redis.ExecuteAsync("GET", name),
            "hash" => await redis.ExecuteAsync("HGETALL", name),
            "list" => await redis.ExecuteAsync("LRANGE", name, 0, -1),
            "set" => await redis.ExecuteAsync("SMEMBERS", name),
            "zset" => await redis.ExecuteAsync("ZRANGE", name, 0, -1, "WITHSCORES"),
            "stream" => await redis.ExecuteAsync("XRANGE", name, "-", "+"),
            _ => throw new InvalidDataException($"The dump knows nothing of the type {type}."),
        };
    }

    private static void Add(StringBuilder all, byte[] bytes) => all.Append(Of(bytes)).Append('\n');

    private static void Add(StringBuilder all, RedisResult value)
    {
        if (IsArray(value))
        {
            foreach (var element in RedisReply.Array(value))
            {
                Add(all, element);
            }
        }
        else
        {
            Add(all, RedisReply.Bytes(value));
        }
    }

    // The two versions of the client have no common way to ask.
    private static bool IsArray(RedisResult value)
    {
        try
        {
            return value.IsNull || ((RedisResult[]?)value) is not null;
        }
        catch (InvalidCastException)
        {
            return false;
        }
    }
}
