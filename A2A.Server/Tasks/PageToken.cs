using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace A2A.Server.Tasks;

/// <summary>A place in a list of tasks as callers get it: opaque, and good for the query of its page only.</summary>
/// <remarks>
/// Base64url of the time (8 bytes), the task's id (16) and a digest (15) of both and of what the query asks for. The
/// digest tells a token of another query, or a mangled one; it is no secret: a place gives no rights.
/// </remarks>
internal static class PageToken
{
    private const int PlaceBytes = 8 + 16;
    private const int DigestBytes = 15;
    private const int Characters = (PlaceBytes + DigestBytes) * 4 / 3;

    public static string Write(PagePlace place, TaskQuery query)
    {
        Span<byte> bytes = stackalloc byte[PlaceBytes + DigestBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place.Milliseconds);
        Guid.ParseExact(place.Id.Value, "D").TryWriteBytes(bytes[8..], bigEndian: true, out _);
        Digest(bytes[..PlaceBytes], query).CopyTo(bytes[PlaceBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False when the text is no token that a page of this query gave. The size and the contents of pages may differ.</summary>
    public static bool TryRead(string text, TaskQuery query, out PagePlace place)
    {
        place = default;
        Span<byte> bytes = stackalloc byte[PlaceBytes + DigestBytes];
        if (text.Length != Characters || !Base64Url.IsValid(text, out var length) || length != bytes.Length)
        {
            return false;
        }

        Base64Url.DecodeFromChars(text, bytes);
        if (!bytes[PlaceBytes..].SequenceEqual(Digest(bytes[..PlaceBytes], query))
            || !TaskId.TryParse(new Guid(bytes.Slice(8, 16), bigEndian: true).ToString("D"), out var id))
        {
            return false;
        }

        place = new PagePlace(BinaryPrimitives.ReadInt64BigEndian(bytes), id);
        return true;
    }

    private static byte[] Digest(ReadOnlySpan<byte> place, TaskQuery query)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(place);
        string?[] parts =
            [query.Owner, query.Agent, query.ContextId, query.State?.ToString(), query.Since?.UtcTicks.ToString("D")];
        foreach (var part in parts)
        {
            // The length before it, so that no two queries look alike; -1 where nothing is asked for.
            var bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset()[..DigestBytes];
    }
}
