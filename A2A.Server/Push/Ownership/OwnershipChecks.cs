using A2A.Server.Http.Calls;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push.Ownership;

/// <summary>Whether the owner of a webhook's address wants its webhooks, as far as the operator wants that to be asked.</summary>
/// <remarks>A yes counts for the whole origin and for all replicas, a no for the URL alone.</remarks>
internal sealed class OwnershipChecks(
    ChallengeExchange exchange, IPushConfigStore store, IOptions<PushOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>How many are asked at a time, per replica: callers wait for it.</summary>
    public const int MostAtATime = 64;

    /// <summary>How many of them for one caller, so that addresses that never answer keep no other caller from asking.</summary>
    public const int MostOfCaller = MostAtATime / 4;

    /// <summary>How many of them at one origin.</summary>
    public const int MostAtOrigin = 4;

    /// <summary>How many questions per second, and at once after a pause, one origin gets: it may not want any of this.</summary>
    public const int MostPerSecond = 10;

    private readonly PushOptions _options = options.Value;
    private readonly RecentRefusals _refusals = new(time);
    private readonly EndpointRates _rates = new(MostPerSecond, () => 0);
    private readonly Dictionary<string, Flight> _flights = [];
    private readonly Lock _lock = new();

    /// <param name="owner">The caller that wants the webhooks.</param>
    /// <param name="agent">The agent that sends the webhooks.</param>
    /// <param name="url">Where they are to go: a URL of a checked form.</param>
    /// <param name="cancellationToken">Ends the waiting; a question that has been asked goes on.</param>
    /// <exception cref="Tasks.StorageUnavailableException">Whether the owner has said yes before is not known.</exception>
    public async Task<ChallengeOutcome> CheckAsync(string owner, string agent, Uri url, CancellationToken cancellationToken)
    {
        var policy = _options.ChallengeOf(agent);
        if (policy == ChallengePolicy.Off)
        {
            return new ChallengeOutcome.Wanted();
        }

        var (ofOrigin, ofUrl) = ($"{policy}:{UrlOrigin.Of(url)}", $"{policy}:{url.AbsoluteUri}");
        if (_refusals.Find(ofUrl) is { } refusal)
        {
            return refusal;
        }

        if (await store.HasConsentAsync(ofOrigin, cancellationToken))
        {
            return new ChallengeOutcome.Wanted();
        }

        // One asks for all of the origin. Its no may be due to its path: then the others ask for themselves.
        var first = Join(ofOrigin, owner, policy, url);
        var outcome = await first.Outcome.WaitAsync(cancellationToken);
        return outcome is ChallengeOutcome.NotWanted && first.Url != url
            ? await Join(ofUrl, owner, policy, url).Outcome.WaitAsync(cancellationToken)
            : outcome;
    }

    public void Dispose() => _rates.Dispose();

    private Flight Join(string key, string owner, ChallengePolicy policy, Uri url)
    {
        var origin = UrlOrigin.Of(url);
        lock (_lock)
        {
            if (_flights.TryGetValue(key, out var known))
            {
                return known;
            }

            return MayAsk(owner, origin)
                ? _flights[key] = new Flight(url, owner, origin, AskAsync(key, policy, url))
                : new Flight(url, owner, origin, Task.FromResult<ChallengeOutcome>(new ChallengeOutcome.Busy()));
        }
    }

    private bool MayAsk(string owner, string origin) =>
        _flights.Count < MostAtATime
        && _flights.Values.Count(flight => flight.Owner == owner) < MostOfCaller
        && _flights.Values.Count(flight => flight.Origin == origin) < MostAtOrigin
        && _rates.Wait(origin) is null;

    private async Task<ChallengeOutcome> AskAsync(string key, ChallengePolicy policy, Uri url)
    {
        await Task.Yield(); // the lock is held
        try
        {
            var outcome = await exchange.AskAsync(policy, url);
            switch (outcome)
            {
                case ChallengeOutcome.Wanted:
                    await store.KeepConsentAsync($"{policy}:{UrlOrigin.Of(url)}", _options.ChallengeMemory, CancellationToken.None);
                    break;
                case ChallengeOutcome.NotWanted no:
                    _refusals.Add($"{policy}:{url.AbsoluteUri}", no);
                    break;
            }

            return outcome;
        }
        finally
        {
            lock (_lock)
            {
                _flights.Remove(key);
            }
        }
    }

    private sealed record Flight(Uri Url, string Owner, string Origin, Task<ChallengeOutcome> Outcome);
}
