namespace A2A.Server.Push;

/// <summary>How many requests go to one endpoint (host and port) at a time, so that a slow one takes nobody else's places.</summary>
/// <remarks>
/// Some who find no place wait in line and get the next one that becomes free. When the line is full, one is told when to
/// come again: after all who were told so before, at twice the pace at which places of that endpoint have become free
/// lately, since who comes in vain only asks again, but a line that runs empty leaves places unused.
/// </remarks>
/// <param name="most">Requests at a time to one endpoint.</param>
/// <param name="line">How many may wait for a place, of each endpoint; of all together twice as many.</param>
internal sealed class EndpointPlaces(int most, int line, TimeProvider time)
{
    private const int MostIdle = 1_000;
    private const int ComersPerPlace = 2;

    private static readonly TimeSpan FirstGuess = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Endpoint> _endpoints = [];
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>How many wait in line, of all endpoints.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A place, when one is free; null when there is none.</summary>
    public IDisposable? TryEnter(string name)
    {
        lock (_lock)
        {
            return TryTake(Find(name));
        }
    }

    /// <summary>A place now, or the next one that becomes free within the patience; else when to come again.</summary>
    public async Task<Admission> EnterAsync(string name, TimeSpan patience, CancellationToken cancellationToken)
    {
        TaskCompletionSource<IDisposable> turn;
        Endpoint endpoint;
        lock (_lock)
        {
            endpoint = Find(name);
            if (TryTake(endpoint) is { } place)
            {
                return new Admission.Entered(place);
            }

            if (patience <= TimeSpan.Zero || endpoint.Line.Count >= line || _waiting >= line * 2)
            {
                return new Admission.Full(endpoint.NextTurn(time.GetUtcNow(), most));
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            endpoint.Line.AddLast(turn);
            _waiting++;
        }

        return await WaitAsync(endpoint, turn, patience, cancellationToken);
    }

    // The line is empty while a place is free: a place that is left goes to the first in line.
    private Place? TryTake(Endpoint endpoint)
    {
        if (endpoint.Used >= most)
        {
            return null;
        }

        endpoint.Used++;
        return new Place(this, endpoint, time.GetTimestamp());
    }

    private async Task<Admission> WaitAsync(
        Endpoint endpoint, TaskCompletionSource<IDisposable> turn, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return new Admission.Entered(await turn.Task.WaitAsync(patience, time, cancellationToken));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                if (endpoint.Line.Remove(turn))
                {
                    _waiting--;
                    return new Admission.Full(e is TimeoutException ? endpoint.NextTurn(time.GetUtcNow(), most) : TimeSpan.Zero);
                }
            }

            return new Admission.Entered(await turn.Task); // the place came in the same moment
        }
    }

    private void Leave(Endpoint endpoint, long since)
    {
        lock (_lock)
        {
            endpoint.Stay = (endpoint.Stay * 0.8) + (time.GetElapsedTime(since) * 0.2);
            if (endpoint.Line.First is { Value: var next })
            {
                endpoint.Line.RemoveFirst();
                _waiting--;
                next.SetResult(new Place(this, endpoint, time.GetTimestamp()));
            }
            else
            {
                endpoint.Used--;
            }
        }
    }

    private Endpoint Find(string name)
    {
        if (_endpoints.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_endpoints.Count >= MostIdle)
        {
            foreach (var (idle, _) in _endpoints.Where(entry => entry.Value.Used == 0).ToList())
            {
                _endpoints.Remove(idle);
            }
        }

        return _endpoints[name] = new Endpoint();
    }

    private sealed class Endpoint
    {
        private DateTimeOffset _lastTurn;

        public int Used { get; set; }

        public LinkedList<TaskCompletionSource<IDisposable>> Line { get; } = new();

        /// <summary>How long a place is held, as a moving average.</summary>
        public TimeSpan Stay { get; set; } = FirstGuess;

        public TimeSpan NextTurn(DateTimeOffset now, int places)
        {
            var latest = now + Longest;
            var turn = (_lastTurn > now ? _lastTurn : now) + (Stay / (places * ComersPerPlace));
            _lastTurn = turn < latest ? turn : latest;
            return _lastTurn - now > Shortest ? _lastTurn - now : Shortest;
        }
    }

    private sealed class Place(EndpointPlaces places, Endpoint endpoint, long since) : IDisposable
    {
        public void Dispose() => places.Leave(endpoint, since);
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
