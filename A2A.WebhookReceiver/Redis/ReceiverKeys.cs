using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace A2A.WebhookReceiver.Redis;

/// <summary>Every key of the receiver. They share one hash tag, so a script may touch them all on a cluster too.</summary>
internal static class ReceiverKeys
{
    private const string Prefix = "a2a:webhooks:v1:{inbox}:";

    /// <summary>String: the last sequence given out. Never expires.</summary>
    public static readonly RedisKey Sequence = Prefix + "sequence";

    /// <summary>Stream: the kept webhooks. Bounded by count and by bytes.</summary>
    public static readonly RedisKey Kept = Prefix + "kept";

    /// <summary>Hash: sequence to receipts, where there was more than one. Bounded as <see cref="Kept"/>.</summary>
    public static readonly RedisKey Receipts = Prefix + "receipts";

    /// <summary>Sorted set: task and sequence, to list by task. Bounded as <see cref="Kept"/>.</summary>
    public static readonly RedisKey Tasks = Prefix + "tasks";

    /// <summary>String: the bytes of all that is in <see cref="Kept"/>. Never expires.</summary>
    public static readonly RedisKey Bytes = Prefix + "bytes";

    /// <summary>Stream: the refused webhooks. Bounded by count.</summary>
    public static readonly RedisKey Refused = Prefix + "refused";

    /// <summary>String: the sequence under which a delivery is kept. Expires; a digest, because ids are as long as senders like.</summary>
    public static RedisKey Delivery(string deliveryId) => Prefix + "delivery:" + Digest(deliveryId);

    /// <summary>String: the latest place that came first of a subscription. Expires.</summary>
    public static RedisKey Latest(string subscription) => Prefix + "latest:" + Digest(subscription);

    /// <summary>String: that a token was used. Expires with the token.</summary>
    public static RedisKey Token(string issuer, string tokenId) => Prefix + "token:" + Digest($"{issuer.Length}:{issuer}{tokenId}");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
