using System.Globalization;
using System.Text;
using A2A.Server.Tests.Http.Callers;

namespace A2A.Server.Tests.Http.Fuzz;

/// <summary>Makes requests that nobody should send. The same seed makes the same requests.</summary>
internal sealed class HostileInput(int seed)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "PROPFIND", "post"];

    private static readonly string[] Words =
    [
        "", " ", "none", "null", "0", "-1", "99999999999999999999", "1e309", "true", "..%2f..%2f", "%00", "%0d%0aX-Injected:%201", "%ff%fe", "%ed%a0%80", "'\"<script>",
        "{{7*7}}", "${jndi:x}", "{0}", "%s%n", "01a1fd41-d2e7-7122-8cef-01bfff9efe0a", "00-1-0", "99-18446744073709551615-18446744073709551615", "07-1719412345678-0",
        "2026-01-31T12:00:00Z", "0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59Z", "report", "gated", "a:b:c", "*", "[::1]:80", "%F0%9F%92%A9", "long",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "9223372036854775808", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[[[]]]]", "{\"a\":{\"a\":{}}}", "\"long\"", "\"http://[::1/\"",
        "\"http://169.254.169.254/\"", "\"file:///etc/passwd\"", "\"ROLE_USER\"", "\"user\"", "[null]", "[{}]", "{\"kind\":\"text\"}", "NaN", "\"2026-99-99\"", "\"01a1fd41-d2e7-7122-8cef-01bfff9efe0a\"",
    ];

    private static readonly string[] Members =
    [
        "jsonrpc", "id", "method", "params", "message", "messageId", "role", "parts", "kind", "text", "taskId", "contextId", "configuration", "blocking", "url", "token", "authentication",
        "pushNotificationConfig", "historyLength", "pageSize", "pageToken", "metadata", "tenant", "secret", "file", "data", "raw", "mediaType", "referenceTaskIds", "extensions", "status",
    ];

    private static readonly string[] Headers =
    [
        "A2A-Version", "A2A-Extensions", "X-A2A-Extensions", "Last-Event-ID", "Accept", "If-None-Match", "If-Modified-Since", "Range", "traceparent", "X-API-Key", "Authorization",
        "X-Forwarded-For", "X-HTTP-Method-Override", "Origin", "Cookie", "Expect", "Content-Type",
    ];

    private static readonly string[] Queries =
        ["limit", "since", "before", "all", "owner", "after", "pageSize", "pageToken", "contextId", "status", "historyLength", "statusTimestampAfter", "includeArtifacts", "tenant", "A2A-Version"];

    private readonly Random _random = new(seed);

    /// <summary>A request at this route, more or less.</summary>
    /// <param name="pattern">The route, <c>/tasks/{id}</c>.</param>
    /// <param name="methods">What the route answers to, which comes oftener than what it does not.</param>
    /// <param name="operations">The names of methods in JSON-RPC.</param>
    public HostileRequest At(string pattern, IReadOnlyList<string> methods, IReadOnlyList<string> operations)
    {
        var path = new StringBuilder();
        foreach (var piece in pattern.Split('{', '}').Select((text, index) => (text, index)))
        {
            path.Append(piece.index % 2 == 0 ? piece.text : piece.text is "agent" or "tenant" && Chance(80) ? "report" : Word());
        }

        for (var i = _random.Next(3); i > 0; i--)
        {
            path.Append(path.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(Chance(80) ? Pick(Queries) : Word()).Append('=').Append(Word());
        }

        var method = methods.Count > 0 && Chance(80) ? methods[_random.Next(methods.Count)] : Pick(Methods);
        var headers = Enumerable.Range(0, _random.Next(4)).Select(_ => (Pick(Headers), HeaderValue())).Append(Caller()).ToList();
        return new(method, path.ToString(), method is "GET" or "HEAD" && Chance(90) ? null : Body(operations), headers);
    }

    private (string, string) Caller() => _random.Next(4) switch
    {
        0 => ("X-API-Key", KeyedApi.Operator),
        1 => ("X-Nothing", ""),
        _ => ("X-API-Key", KeyedApi.Alice),
    };

    private string HeaderValue() => _random.Next(6) switch
    {
        0 => "1.0",
        1 => "0.3",
        2 => "application/a2a+json",
        3 => $"Bearer {Word()}.{Word()}.{Word()}",
        4 => "application/json; charset=utf-16",
        _ => Word(),
    };

    private byte[] Body(IReadOnlyList<string> operations) => _random.Next(10) switch
    {
        0 => Bytes(),
        1 => [],
        2 => Encoding.UTF8.GetBytes(new string('[', _random.Next(1, 5000))),
        3 => Encoding.UTF8.GetBytes(Json(3)),
        4 => Encoding.Unicode.GetBytes(Json(2)),
        5 => Cut(Call(operations)),
        _ => Encoding.UTF8.GetBytes(Call(operations)),
    };

    private string Call(IReadOnlyList<string> operations) =>
        $$"""{"jsonrpc":{{(Chance(90) ? "\"2.0\"" : Value())}},"id":{{Value()}},"method":"{{operations[_random.Next(operations.Count)]}}","params":{{Parameters()}},"message":{{Message()}}}""";

    private string Parameters() => $$"""{"id":{{Value()}},"taskId":{{Value()}},"message":{{Message()}},"{{Pick(Members)}}":{{Json(2)}},"configuration":{{Json(2)}}}""";

    private string Message() => $$"""{"messageId":{{Value()}},"role":{{Value()}},"kind":"message","parts":[{"kind":"text","text":{{Value()}},"{{Pick(Members)}}":{{Json(2)}}}],"{{Pick(Members)}}":{{Value()}}}""";

    private string Json(int depth) => depth == 0 || Chance(30) ? Value() : Chance(30)
        ? $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Json(depth - 1)))}]"
        : $"{{{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => $"\"{Pick(Members)}\":{Json(depth - 1)}"))}}}";

    private byte[] Cut(string text) => Encoding.UTF8.GetBytes(text)[..(_random.Next(text.Length) / 2)];

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(1, 200)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Word() => Pick(Words) is not "long" and var word ? word : new string('a', _random.Next(1, 4000));

    private string Value() => Pick(Values) is not "\"long\"" and var value ? value : $"\"{new string('b', _random.Next(1, 20_000))}\"";

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}

internal sealed record HostileRequest(string Method, string Path, byte[]? Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Method} {Path} [{string.Join("; ", Headers.Select(header => $"{header.Name}: {header.Value}"))}] {(Body is null ? "" : Encoding.UTF8.GetString(Body))}");
}
