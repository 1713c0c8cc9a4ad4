using Microsoft.IdentityModel.Tokens;

namespace A2A.Protocol.Signing;

/// <summary>The keys that an issuer publishes, kept for a while.</summary>
/// <remarks>
/// Kept as <c>Cache-Control</c> says, for 1 minute to 1 day, or 5 minutes when it says nothing. A key that is not among
/// them makes the address be asked again, at most once a minute; in between nothing is known of it. While the address
/// fails, its last keys are used for up to a day longer; a key that it has no more is gone with the next answer. One
/// request at a time, shared by all waiting callers; 5 s for an answer, of at most 64 KiB; redirects are not followed.
/// Safe for use by several threads. The library's <c>ConfigurationManager</c> looks for a new key in the background, so
/// that its first token would be refused.
/// </remarks>
public sealed class CachedJsonWebKeySource : IJsonWebKeySource
{
    private readonly HttpClient _http;
    private readonly Func<CancellationToken, Task<Uri>> _findAddress;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private KnownKeys _known = KnownKeys.None;
    private Task<KnownKeys>? _renewal;

    /// <summary>Keys from an address that the reader trusts, whatever tokens say of it. Nothing is fetched yet.</summary>
    /// <param name="http">
    /// Sends the requests; not disposed of here. Its handler should follow no redirects: an answer that was redirected counts
    /// as none.
    /// </param>
    /// <param name="address">The key set's address, http or https.</param>
    /// <param name="time">Says how old keys are.</param>
    /// <exception cref="ArgumentException">The address is none that keys can be fetched from.</exception>
    public CachedJsonWebKeySource(HttpClient http, Uri address, TimeProvider time)
        : this(http, _ => Task.FromResult(address), time) => ThrowIfNotWeb(address, nameof(address));

    /// <summary>Keys from an address that is looked up whenever they are asked for, such as in a discovery document.</summary>
    /// <param name="http">Sends the requests for keys, as above.</param>
    /// <param name="findAddress">
    /// Finds the key set's address, within the time for an answer; throws <see cref="HttpRequestException"/> when there is none.
    /// </param>
    /// <param name="time">Says how old keys are.</param>
    public CachedJsonWebKeySource(HttpClient http, Func<CancellationToken, Task<Uri>> findAddress, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(findAddress);
        ArgumentNullException.ThrowIfNull(time);
        (_http, _findAddress, _time) = (http, findAddress, time);
    }

    /// <summary>Where an issuer's keys are by convention: <c>/.well-known/jwks.json</c> below its own address.</summary>
    /// <exception cref="ArgumentException">The issuer is no address.</exception>
    public static Uri AddressOf(Uri issuer)
    {
        ThrowIfNotWeb(issuer, nameof(issuer));
        return new UriBuilder(issuer) { Path = issuer.AbsolutePath.TrimEnd('/') + "/.well-known/jwks.json", Query = "", Fragment = "" }.Uri;
    }

    /// <inheritdoc/>
    public async ValueTask<JsonWebKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kid);
        var since = _time.GetTimestamp();
        var known = RenewalFor(kid) is { } renewal ? await renewal.WaitAsync(cancellationToken) : Volatile.Read(ref _known);
        return known.Find(kid, since, _time);
    }

    /// <summary>The request to wait for; null when what is known is enough.</summary>
    private Task<KnownKeys>? RenewalFor(string kid)
    {
        lock (_lock)
        {
            return _known.IsToBeRenewed(kid, _time) ? _renewal ??= RenewAsync() : null;
        }
    }

    /// <summary>Shared by all waiting callers, so that none of them can cancel it.</summary>
    private async Task<KnownKeys> RenewAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // out of the lock
        var known = _known;
        try
        {
            var askedAt = _time.GetTimestamp();
            var keys = await JsonWebKeySetFetch.GetAsync(_http, _findAddress, _time);
            known = new(keys, askedAt, _time.GetTimestamp(), _time.GetTimestamp(), null);
        }
        catch (HttpRequestException e)
        {
            known = known with { TriedAt = _time.GetTimestamp(), Failure = e };
        }
        finally
        {
            lock (_lock)
            {
                (_known, _renewal) = (known, null);
            }
        }

        return known;
    }

    private static void ThrowIfNotWeb(Uri address, string parameter)
    {
        ArgumentNullException.ThrowIfNull(address, parameter);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            throw new ArgumentException("Keys are fetched from an absolute http or https address without user info.", parameter);
        }
    }
}
