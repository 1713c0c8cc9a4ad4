using System.Net;
using System.Text.Json;

namespace A2A.Server.Push.Ownership;

/// <summary><c>GET {url}/validate?challenge=…</c>, answered by <c>{"challenge":"…"}</c>.</summary>
internal sealed class EchoChallenge(string challenge) : IChallenge
{
    private const int MostBytes = 4096;

    public HttpRequestMessage Ask(Uri url)
    {
        var path = url.GetLeftPart(UriPartial.Path);
        var query = url.Query.Length > 1 ? $"{url.Query}&" : "?";
        return new(HttpMethod.Get, new Uri($"{(path.EndsWith('/') ? path[..^1] : path)}/validate{query}challenge={challenge}"));
    }

    public async Task<string?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return $"answered its /validate with HTTP {(int)answer.StatusCode} instead of 200";
        }

        var bytes = await ReadAsync(answer.Content, cancellationToken);
        return bytes is null ? $"answered its /validate with more than {MostBytes} bytes"
            : Echoes(bytes) ? null
            : "did not answer its /validate with JSON that holds the challenge";
    }

    private bool Echoes(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("challenge", out var echo)
                && echo.ValueKind == JsonValueKind.String
                && echo.ValueEquals(challenge);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Null for more than may be: the rest is not waited for.
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MostBytes ? null : buffer[..length];
    }
}
