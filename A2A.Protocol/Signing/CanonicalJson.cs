using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace A2A.Protocol.Signing;

/// <summary>The one form of a JSON value that signatures are made over (RFC 8785, JSON Canonicalization Scheme).</summary>
/// <remarks>
/// Members in the order of their names' UTF-16 code units, no white space, numbers as ECMAScript writes them, strings
/// with the fewest escapes, UTF-8.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="ArgumentException">
    /// The value has no canonical form: a member's name occurs twice, a string holds half a surrogate pair, or a number
    /// is beyond the range of IEEE 754 doubles (RFC 8785, section 3.1).
    /// </exception>
    public static byte[] Of(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> buffer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(buffer, value);
                break;
            case JsonValueKind.Array:
                WriteArray(buffer, value);
                break;
            case JsonValueKind.String:
                WriteText(buffer, TextOf(value));
                break;
            case JsonValueKind.Number:
                Encoding.ASCII.GetBytes(EcmaScriptNumber.ToText(NumberOf(value)), buffer);
                break;
            case JsonValueKind.True:
                buffer.Write("true"u8);
                break;
            case JsonValueKind.False:
                buffer.Write("false"u8);
                break;
            case JsonValueKind.Null:
                buffer.Write("null"u8);
                break;
            default:
                throw new ArgumentException("There is no JSON value.", nameof(value));
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> buffer, JsonElement value)
    {
        var members = value.EnumerateObject().Select(member => (Name: NameOf(member), member.Value)).ToList();
        members.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name)); // by UTF-16 code units
        buffer.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                RefuseRepetition(members[i - 1].Name, members[i].Name);
                buffer.Write(","u8);
            }

            WriteText(buffer, members[i].Name);
            buffer.Write(":"u8);
            Write(buffer, members[i].Value);
        }

        buffer.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> buffer, JsonElement value)
    {
        buffer.Write("["u8);
        var isFirst = true;
        foreach (var item in value.EnumerateArray())
        {
            buffer.Write(isFirst ? ""u8 : ","u8);
            Write(buffer, item);
            isFirst = false;
        }

        buffer.Write("]"u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, string text)
    {
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        Encoding.UTF8.GetBytes(escaped.Append('"').ToString(), buffer);
    }

    // A parser takes "\ud800" for a string and complains only when it is read.
    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException e)
        {
            throw HalfCharacter(e);
        }
    }

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!; // a string is never null
        }
        catch (InvalidOperationException e)
        {
            throw HalfCharacter(e);
        }
    }

    private static double NumberOf(JsonElement value) => value.TryGetDouble(out var number) && double.IsFinite(number)
        ? number
        : throw new ArgumentException("A number is too large for JSON's canonical form; send it as a string.", nameof(value));

    private static void RefuseRepetition(string name, string next)
    {
        if (name == next)
        {
            throw new ArgumentException($"The member '{name}' occurs twice.", nameof(next));
        }
    }

    private static ArgumentException HalfCharacter(Exception inner) => new("A string holds half a surrogate pair.", inner);
}
