using System.Threading.RateLimiting;

namespace A2A.Server.Push;

/// <summary>How many requests go to one endpoint (host and port) at a time, so that a slow one takes no places of the others.</summary>
/// <remarks>
/// Some requests that find no place wait in line and get the next one that becomes free. When the line is full, a request is told when
/// to come again: after all that were told so before, at twice the pace at which places of that endpoint have become free lately,
/// since a request that comes in vain only asks again, but a line that runs empty leaves places unused.
/// </remarks>
/// <param name="most">Requests at a time to one endpoint.</param>
/// <param name="line">How many may wait for a place, of each endpoint; of all together twice as many.</param>
internal sealed class EndpointPlaces(int most, int line, TimeProvider time) : IDisposable
{
    private const int MostPaces = 1_000;

    private readonly PartitionedRateLimiter<string> _places = PartitionedRateLimiter.Create<string, string>(endpoint =>
        RateLimitPartition.GetConcurrencyLimiter(endpoint, _ => new() { PermitLimit = most, QueueLimit = line }));

    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<string, Pace> _paces = [];
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>How many wait in line, of all endpoints.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A place, when one is free; null when there is none.</summary>
    public IDisposable? TryEnter(string name) => Enter(name, _places.AttemptAcquire(name));

    /// <summary>A place now, or the next one that becomes free within the patience; else when to come again.</summary>
    public async Task<Admission> EnterAsync(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (TryEnter(name) is { } free)
        {
            return new Admission.Entered(free);
        }

        try
        {
            return patience > TimeSpan.Zero
                && Interlocked.Increment(ref _waiting) <= line * 2
                && await WaitAsync(name, patience, cancellationToken) is { } place
                    ? new Admission.Entered(place)
                    : new Admission.Full(NextTurn(name));
        }
        catch (OperationCanceledException)
        {
            return new Admission.Full(cancellationToken.IsCancellationRequested ? TimeSpan.Zero : NextTurn(name));
        }
        finally
        {
            if (patience > TimeSpan.Zero)
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<IDisposable?> WaitAsync(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return Enter(name, await _places.AcquireAsync(name, cancellationToken: either.Token));
    }

    private Place? Enter(string name, RateLimitLease lease) => lease.IsAcquired ? new Place(this, name, lease, time.GetTimestamp()) : null;

    private void Leave(string name, RateLimitLease lease, long since)
    {
        lock (_lock)
        {
            PaceOf(name).Held(time.GetElapsedTime(since));
        }

        lease.Dispose();
    }

    private TimeSpan NextTurn(string name)
    {
        lock (_lock)
        {
            return PaceOf(name).NextTurn(time.GetElapsedTime(_began), most);
        }
    }

    private Pace PaceOf(string name)
    {
        if (_paces.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_paces.Count >= MostPaces)
        {
            _paces.Clear(); // they are guessed anew
        }

        return _paces[name] = new Pace();
    }

    /// <summary>How fast places of one endpoint become free.</summary>
    private sealed class Pace
    {
        private const int ComersPerPlace = 2;

        private static readonly TimeSpan FirstGuess = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

        private TimeSpan _stay = FirstGuess; // a moving average
        private TimeSpan _lastTurn; // since the process's beginning: a wall clock may be set

        public void Held(TimeSpan stay) => _stay = (_stay * 0.8) + (stay * 0.2);

        public TimeSpan NextTurn(TimeSpan now, int places)
        {
            var latest = now + Longest;
            var turn = (_lastTurn > now ? _lastTurn : now) + (_stay / (places * ComersPerPlace));
            _lastTurn = turn < latest ? turn : latest;
            return _lastTurn - now > Shortest ? _lastTurn - now : Shortest;
        }
    }

    private sealed class Place(EndpointPlaces places, string name, RateLimitLease lease, long since) : IDisposable
    {
        public void Dispose() => places.Leave(name, lease, since);
    }
}

/// <summary>Whether a request may go to an endpoint now.</summary>
internal abstract record Admission
{
    private Admission() { }

    /// <param name="Place">Dispose it to leave.</param>
    public sealed record Entered(IDisposable Place) : Admission;

    public sealed record Full(TimeSpan ComeAgain) : Admission;
}
