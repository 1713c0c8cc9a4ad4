using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>Keys that were fetched, and how long they may be kept before they are asked for again.</summary>
internal sealed record FetchedKeys(IReadOnlyList<JsonWebKey> Keys, TimeSpan Fresh);

/// <summary>Gets a key set from its address once, within bounds: of time, of bytes, and to no other address.</summary>
internal static class JsonWebKeySetFetch
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>In bytes: some hundred keys.</summary>
    public const int LongestBody = 64 * 1024;

    private static readonly TimeSpan ShortestFresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UsualFresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestFresh = TimeSpan.FromDays(1);

    // RFC 7517, section 8.5.1; most issuers say the plain one.
    private static readonly string[] MediaTypes = ["application/json", "application/jwk-set+json"];

    /// <exception cref="HttpRequestException">There is no key set; the message says why.</exception>
    public static async Task<FetchedKeys> GetAsync(HttpClient http, Func<CancellationToken, Task<Uri>> findAddress, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            var address = await findAddress(limit.Token);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd(string.Join(", ", MediaTypes));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await ReadAsync(response, address, limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw Failure($"did not answer within {Patience.TotalSeconds:0} s", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw Failure("broke off", e); // HttpClient lets these through when a connection ends as it begins
        }
    }

    private static async Task<FetchedKeys> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Failure($"answered {(int)response.StatusCode}");
        }

        if (response.RequestMessage?.RequestUri != address)
        {
            throw Failure("leads to another one, which is not followed; give the HttpClient a handler without AllowAutoRedirect");
        }

        if (!MediaTypes.Contains(response.Content.Headers.ContentType?.MediaType, StringComparer.OrdinalIgnoreCase))
        {
            throw Failure("answered something else than JSON");
        }

        await response.Content.LoadIntoBufferAsync(LongestBody, cancellationToken);
        var keys = Read(await response.Content.ReadAsByteArrayAsync(cancellationToken))
            ?? throw Failure("answered something else than a key set");
        return new FetchedKeys(keys, FreshOf(response.Headers));
    }

    /// <summary>
    /// Reads <c>{"keys": […]}</c>, passing over keys that have members of other types than is known (RFC 7517, section 5);
    /// null for anything else.
    /// </summary>
    /// <remarks>
    /// The library's reader takes members twice and in any case, and refuses the whole set for one key that it does not know.
    /// </remarks>
    private static List<JsonWebKey>? Read(byte[] body) =>
        StrictJson.Object(body) is { } json && json.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Select(ReadKey).OfType<JsonWebKey>()]
            : null;

    private static JsonWebKey? ReadKey(JsonElement json)
    {
        try
        {
            JsonWebKey key = new() { Kty = Text("kty"), Use = Text("use"), Alg = Text("alg"), Kid = Text("kid") };
            (key.Crv, key.X, key.Y, key.N, key.E) = (Text("crv"), Text("x"), Text("y"), Text("n"), Text("e"));
            if (!json.TryGetProperty("key_ops", out var operations) || operations.ValueKind == JsonValueKind.Null)
            {
                return key;
            }

            foreach (var operation in operations.EnumerateArray())
            {
                key.KeyOps.Add(operation.GetString());
            }

            return key.KeyOps.Count == 0 ? null : key; // for nothing at all
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static TimeSpan FreshOf(HttpResponseHeaders headers)
    {
        var fresh = headers.CacheControl switch
        {
            { NoStore: true } or { NoCache: true } => ShortestFresh,
            { MaxAge: { } age } => age - (headers.Age ?? TimeSpan.Zero),
            _ => UsualFresh,
        };
        return fresh < ShortestFresh ? ShortestFresh : fresh > LongestFresh ? LongestFresh : fresh;
    }

    private static HttpRequestException Failure(string what, Exception? inner = null) => new($"The address of the keys {what}.", inner);
}
