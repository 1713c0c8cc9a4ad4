using System.Text;
using System.Text.RegularExpressions;
using A2A.Server.Tests.Http.Requests;

namespace A2A.Faults.Rig;

/// <summary>
/// Requests that are nearly right: those of the .http files beside the agent API, which cover every operation of both versions and
/// bindings, with their bodies broken at random. The same seed makes the same mutations.
/// </summary>
internal sealed partial class Mutations(Random random, IReadOnlyList<string> tasks, string operatorKey)
{
    private const int Deepest = 65; // one level more than is read

    private static readonly string[] Files = ["jsonrpc-1.0.http", "jsonrpc-0.3.http", "http-json-1.0.http", "http-json-0.3.http", "ops.http", "cards.http"];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "-1E-400", "99999999999999999999999999", "9223372036854775808", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "NaN",
        "\"2026-99-99\"", "\"file:///etc/passwd\"", "\"http://[::1/\"", "\"ROLE_UNSPECIFIED\"", "1.0", "\"\uFEFF\"", "\"01a1fd41-d2e7-7122-8cef-01bfff9efe0a\"",
    ];

    private readonly IReadOnlyList<FileRequest> _requests = [.. Files.SelectMany(file => HttpFile.Read(file).Requests)];

    /// <summary>A request of the files, broken.</summary>
    public (string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body) Next()
    {
        var request = _requests[random.Next(_requests.Count)];
        var text = Resolve(request.Body.Length > 0 ? request.Body : "{\"id\": \"x\", \"configuration\": {\"historyLength\": 1}}");
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            text = Break(text);
        }

        var headers = request.Headers.Where(header => header.Name != "Content-Type").Select(header => (header.Name, Resolve(header.Value)));
        var method = request.Method == "GET" && random.Next(10) == 0 ? "POST" : request.Method;
        return (method, Resolve(request.Url), [.. headers, ("Content-Type", "application/json")], BreakBytes(Encoding.UTF8.GetBytes(text)));
    }

    private string Resolve(string text) => Variable().Replace(text, match => match.Groups[1].Value.Split(' ')[0] switch
    {
        "host" => "",
        "operator" => operatorKey,
        "webhook" => "http://127.0.0.1:9", // refuses connections
        "$timestamp" or "$randomInt" => $"{random.Next()}",
        _ => tasks[random.Next(tasks.Count)],
    });

    private string Break(string text) => random.Next(7) switch
    {
        0 => InPlaceOfAValue(text, _ => Values[random.Next(Values.Length)]),
        1 => InPlaceOfAValue(text, value => new string('[', Deepest) + value + new string(']', Deepest)),
        2 => InPlaceOfAValue(text, value => string.Concat(Enumerable.Repeat("{\"a\":", Deepest)) + value + new string('}', Deepest)),
        3 => InPlaceOfAValue(text, _ => $"\"{new string('x', random.Next(1, 100_000))}\""),
        4 => InPlaceOf(Member(), text, member => $"{member}, {member}"), // the same key twice
        5 => InPlaceOf(Member(), text, _ => ""),
        _ => InPlaceOf(Key(), text, key => Key().Matches(text)[random.Next(Key().Count(text))].Value),
    };

    private byte[] BreakBytes(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var (at, length) = (random.Next(bytes.Length), random.Next(1, 9));
        switch (random.Next(8))
        {
            case 0: // no UTF-8
                bytes[at] = (byte)random.Next(128, 256);
                return bytes;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. bytes[Math.Min(at + length, bytes.Length)..]];
            case 3:
                return [.. bytes[..at], .. bytes[at..Math.Min(at + length, bytes.Length)], .. bytes[at..]];
            case 4:
                return random.Next(4) == 0 ? Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)) : [0xEF, 0xBB, 0xBF, .. bytes];
            default: // what Break did is enough
                return bytes;
        }
    }

    private string InPlaceOfAValue(string text, Func<string, string> other) => InPlaceOf(Value(), text, other);

    private string InPlaceOf(Regex pattern, string text, Func<string, string> other)
    {
        var matches = pattern.Matches(text);
        if (matches.Count == 0)
        {
            return text;
        }

        var match = matches[random.Next(matches.Count)];
        return $"{text[..match.Index]}{other(match.Value)}{text[(match.Index + match.Length)..]}";
    }

    [GeneratedRegex(@"\{\{(.+?)\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex("(?<=: ?|\\[)(\"[^\"]*\"|-?[0-9.]+|true|false|null)")]
    private static partial Regex Value();

    [GeneratedRegex("\"\\w+\": ?(\"[^\"]*\"|-?[0-9.]+|true|false|null)")]
    private static partial Regex Member();

    [GeneratedRegex("\"\\w+\"(?=:)")]
    private static partial Regex Key();
}
