using System.Security.Cryptography;
using System.Text;

namespace A2A.Server.Tasks;

/// <summary>A task's id: a version-7 UUID (RFC 9562); its last byte is the partition that holds the task.</summary>
/// <remarks>The id carries the partition, so finding a task needs no look-up.</remarks>
internal readonly record struct TaskId
{
    private TaskId(string value, int partition)
    {
        Value = value;
        Partition = partition;
    }

    /// <summary>The UUID in lower case with hyphens.</summary>
    public string Value { get; }

    /// <summary>0 to 255.</summary>
    public int Partition { get; }

    public static TaskId New(int partition, DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[15] = (byte)partition;
        return new(new Guid(bytes, bigEndian: true).ToString("D"), partition);
    }

    /// <summary>False when the text is no id that this server could have made.</summary>
    public static bool TryParse(string? text, out TaskId id)
    {
        id = default;
        // The length too, because white space around the text would be passed over.
        if (text is not { Length: 36 } || !Guid.TryParseExact(text, "D", out var guid))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        id = new(guid.ToString("D"), bytes[15]);
        return true;
    }

    /// <summary>The partition of a conversation, or of a message outside any: the same on every replica and in every run.</summary>
    public static int PartitionOf(string key, int partitions) =>
        (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % (uint)partitions);

    public override string ToString() => Value;
}
