using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Reads replies in the way that all versions of StackExchange.Redis share.</summary>
internal static class RedisReply
{
    /// <summary>The elements; none for a nil reply.</summary>
    public static RedisResult[] Array(RedisResult reply) => reply.IsNull ? [] : (RedisResult[]?)reply ?? [];

    /// <summary>The text; empty for a nil reply.</summary>
    public static string Text(RedisResult reply) => (string?)reply ?? "";

    public static byte[] Bytes(RedisResult reply) => (byte[]?)reply ?? [];

    public static long Number(RedisResult reply) => (long)reply;
}
