using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push.Ownership;

/// <summary>Whether the owner of a webhook's address wants its webhooks, as far as the operator wants that to be asked.</summary>
/// <remarks>A yes counts for the whole origin and for all replicas, a no for the URL alone.</remarks>
internal sealed class OwnershipChecks(ChallengeExchange exchange, IOwnershipMemory memory, IOptions<PushOptions> options, TimeProvider time)
{
    /// <summary>How many are asked at a time, per replica: callers wait for it.</summary>
    public const int MostAtATime = 64;

    private readonly PushOptions _options = options.Value;
    private readonly RecentRefusals _refusals = new(time);
    private readonly Dictionary<string, Flight> _flights = [];
    private readonly Lock _lock = new();

    /// <param name="agent">Whose webhooks they are.</param>
    /// <param name="url">Where they are to go: a URL whose form was checked.</param>
    /// <param name="cancellationToken">Ends the waiting; a question that has been asked goes on.</param>
    /// <exception cref="Tasks.StorageUnavailableException">Whether the owner has said yes before is not known.</exception>
    public async Task<ChallengeOutcome> CheckAsync(string agent, Uri url, CancellationToken cancellationToken)
    {
        var policy = _options.Agents.GetValueOrDefault(agent)?.Challenge ?? _options.Challenge;
        if (policy == ChallengePolicy.Off)
        {
            return new ChallengeOutcome.Wanted();
        }

        var (ofOrigin, ofUrl) = ($"{policy}:{UrlOrigin.Of(url)}", $"{policy}:{url.AbsoluteUri}");
        if (_refusals.Find(ofUrl) is { } refusal)
        {
            return refusal;
        }

        if (await memory.HasYesAsync(ofOrigin, cancellationToken))
        {
            return new ChallengeOutcome.Wanted();
        }

        // One asks for all of the origin. Its no may be due to its path: then the others ask for themselves.
        var first = Join(ofOrigin, policy, url);
        var outcome = await first.Outcome.WaitAsync(cancellationToken);
        return outcome is ChallengeOutcome.NotWanted && first.Url != url
            ? await Join(ofUrl, policy, url).Outcome.WaitAsync(cancellationToken)
            : outcome;
    }

    private Flight Join(string key, ChallengePolicy policy, Uri url)
    {
        lock (_lock)
        {
            if (_flights.TryGetValue(key, out var known))
            {
                return known;
            }

            return _flights.Count < MostAtATime
                ? _flights[key] = new Flight(url, AskAsync(key, policy, url))
                : new Flight(url, Task.FromResult<ChallengeOutcome>(new ChallengeOutcome.Busy()));
        }
    }

    private async Task<ChallengeOutcome> AskAsync(string key, ChallengePolicy policy, Uri url)
    {
        await Task.Yield(); // the lock is held
        try
        {
            var outcome = await exchange.AskAsync(policy, url);
            switch (outcome)
            {
                case ChallengeOutcome.Wanted:
                    await memory.KeepYesAsync($"{policy}:{UrlOrigin.Of(url)}", _options.ChallengeMemory, CancellationToken.None);
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

    private sealed record Flight(Uri Url, Task<ChallengeOutcome> Outcome);
}
