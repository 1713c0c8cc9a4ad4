using System.Text.Json;
using A2A.Protocol.Signing;

namespace A2A.AgentApi.Http.Callers;

/// <summary>The keys of an issuer whose discovery document says where they are (OpenID Connect Discovery 1.0, section 4).</summary>
/// <remarks>The document is asked for when the first key is wanted and once an hour; while it is out of reach, the last address stays good.</remarks>
internal sealed class DiscoveredKeys(HttpClient http, IssuerOptions issuer, bool allowHttp, TimeProvider time) : IJsonWebKeySource, IDisposable
{
    private const int LongestDocument = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private IJsonWebKeySource? _keys;
    private Uri? _address;
    private long? _triedAt;
    private TimeSpan _rest;

    public async ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken) =>
        await (await SourceAsync(cancellationToken)).FindAsync(kid, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task<IJsonWebKeySource> SourceAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_triedAt is not { } tried || time.GetElapsedTime(tried) >= _rest)
            {
                await RenewAsync();
            }

            return _keys ?? throw new HttpRequestException("The issuer's discovery document could not be had a moment ago.");
        }
        finally
        {
            _turn.Release();
        }
    }

    // Not broken off by a caller who leaves: the others wait for the same answer.
    private async Task RenewAsync()
    {
        _rest = Pause;
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            var address = await FetchAsync(limit.Token);
            (_keys, _address, _rest) = (address == _address ? _keys : new CachedJsonWebKeySource(http, address, time), address, Fresh);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            // Whoever waits hears of it when there is no address from before.
        }
        finally
        {
            _triedAt = time.GetTimestamp();
        }
    }

    private async Task<Uri> FetchAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(issuer.Discovery, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(LongestDocument, cancellationToken);
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        // Section 4.3: a document of another issuer would lead to that one's keys.
        return TextOf(document, "issuer") == issuer.Issuer && Uri.TryCreate(TextOf(document, "jwks_uri"), UriKind.Absolute, out var address)
            && address.UserInfo.Length == 0 && (address.Scheme == Uri.UriSchemeHttps || (allowHttp && address.Scheme == Uri.UriSchemeHttp))
            ? address
            : throw new HttpRequestException("The issuer's discovery document is that of another issuer, or has no address of keys that is allowed.");
    }

    private static string? TextOf(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
