using System.Collections.Concurrent;
using System.Security.Cryptography;
using A2A.Server.Diagnostics;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>What this replica knows of the endpoints that keep failing.</summary>
/// <remarks>
/// An endpoint that works is not in it, and costs nothing: the ledger is asked and told only about failures, and about the
/// first answer after them. What other replicas wrote comes by <see cref="RefreshAsync"/>, a moment later.
/// </remarks>
internal sealed partial class EndpointCircuits(
    ICircuitLedger ledger, IOptions<PushOptions> options, Func<double> chance, TimeProvider time, ILogger<EndpointCircuits> logger)
{
    /// <summary>Why events of an endpoint with an open circuit are not sent.</summary>
    public const string Reason = "the endpoint keeps failing and gets nothing for a while";

    private readonly TimeSpan _firstPause = options.Value.Circuit.FirstPause;
    private readonly ConcurrentDictionary<string, Known> _known = new();
    private long _changes;

    /// <summary>
    /// The name of an endpoint's circuit. Each owner has its own, so that the failures of one do not hold up another's webhooks.
    /// </summary>
    /// <param name="owner">The owner of the webhooks.</param>
    /// <param name="endpoint">Host and port.</param>
    public static string NameOf(string owner, string endpoint) => $"{endpoint} {owner}";

    /// <summary>The endpoint and the owner of a circuit of that name.</summary>
    public static (string Endpoint, string Owner) PlaceOf(string name) =>
        name.Split(' ', 2) is [var endpoint, var owner] ? (endpoint, owner) : (name, "");

    /// <summary>For how long nothing is sent to the endpoint, spread by chance; null when it may be asked.</summary>
    public TimeSpan? PauseOf(string endpoint) =>
        _known.TryGetValue(endpoint, out var known)
            && known.Until is { } until
            && time.GetElapsedTime(time.GetTimestamp(), until) is var left
            && left > TimeSpan.Zero
                ? Spread(left)
                : null;

    /// <summary>Whether the next request may go.</summary>
    /// <exception cref="StorageUnavailableException">It had to be asked and could not be.</exception>
    public async ValueTask<Passage> PassAsync(string endpoint, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(endpoint, out var known) || known.Until is null)
        {
            return new Passage.Open();
        }

        return PauseOf(endpoint) is { } pause ? new Passage.Closed(pause) : await AskAsync(endpoint, known.Failures, cancellationToken);
    }

    /// <summary>Says how a request went. Never throws: counting failures must not make a delivery fail.</summary>
    public async Task ReportAsync(string endpoint, DeliveryOutcome outcome, string? probe)
    {
        if (!outcome.IsFailureOfEndpoint && !_known.ContainsKey(endpoint))
        {
            return;
        }

        try
        {
            await (outcome.IsFailureOfEndpoint ? FailedAsync(endpoint, probe) : AnsweredAsync(endpoint));
        }
        catch (StorageUnavailableException)
        {
            // It is not counted; a probe's place is free again when its time is over.
        }
    }

    /// <summary>Gives a probe back that was not made. Never throws.</summary>
    public async Task GiveBackAsync(string endpoint, string probe)
    {
        try
        {
            await ledger.GiveBackAsync(endpoint, probe, CancellationToken.None);
            Know(endpoint, _known.TryGetValue(endpoint, out var known) ? known.Failures : 0, TimeSpan.Zero);
        }
        catch (StorageUnavailableException)
        {
            // Its place is free again when its time is over.
        }
    }

    /// <summary>
    /// Learns what all replicas know. False when this replica wrote meanwhile, so that what was read may be older: look again.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It stays as it was.</exception>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref _changes);
        var states = await ledger.ReadAsync(cancellationToken);
        if (Interlocked.Read(ref _changes) != before)
        {
            return false;
        }

        foreach (var state in states)
        {
            Know(state.Endpoint, state.Failures, state.Pause);
        }

        foreach (var clean in _known.Keys.Except(states.Select(state => state.Endpoint)).ToList())
        {
            _known.TryRemove(clean, out _);
        }

        Measure();
        return true;
    }

    private async Task<Passage> AskAsync(string endpoint, int failures, CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (await ledger.ProbeAsync(endpoint, token, cancellationToken) is not { } pause)
        {
            Know(endpoint, failures, _firstPause); // until it is known how the probe went, no other caller needs to ask
            return new Passage.Probe(token);
        }

        if (pause == TimeSpan.Zero)
        {
            Forget(endpoint);
            return new Passage.Open();
        }

        // Another one tries right now: soon it will be known how that went.
        var again = pause < _firstPause ? pause : _firstPause;
        Know(endpoint, failures, again);
        return new Passage.Closed(Spread(again));
    }

    private async Task FailedAsync(string endpoint, string? probe)
    {
        var failure = await ledger.FailedAsync(endpoint, probe, chance(), CancellationToken.None);
        Interlocked.Increment(ref _changes);
        Know(endpoint, failure.State.Failures, failure.State.Pause);
        if (failure.Opened)
        {
            LogOpened(endpoint, failure.State.Failures, failure.State.Pause ?? TimeSpan.Zero);
            AgentTelemetry.CircuitOpenings.Add(1);
            Measure();
        }
    }

    private async Task AnsweredAsync(string endpoint)
    {
        var wasOpen = await ledger.AnsweredAsync(endpoint, CancellationToken.None);
        Forget(endpoint);
        if (wasOpen)
        {
            LogClosed(endpoint);
        }
    }

    private void Know(string endpoint, int failures, TimeSpan? pause) =>
        _known[endpoint] = new Known(
            failures, pause is { } left ? time.GetTimestamp() + (long)(left.TotalSeconds * time.TimestampFrequency) : null);

    private void Forget(string endpoint)
    {
        Interlocked.Increment(ref _changes);
        _known.TryRemove(endpoint, out _);
        Measure();
    }

    private TimeSpan Spread(TimeSpan pause) => pause + (_firstPause * chance());

    private void Measure() => AgentTelemetry.OpenCircuits.Record(_known.Values.Count(known => known.Until is not null));

    [LoggerMessage(
        EventId = 307, EventName = "CircuitOpened", Level = LogLevel.Warning,
        Message = "Endpoint {Endpoint} has failed {Failures} times in a row; it gets nothing for {Pause}")]
    private partial void LogOpened(string endpoint, int failures, TimeSpan pause);

    [LoggerMessage(
        EventId = 308, EventName = "CircuitClosed", Level = LogLevel.Information,
        Message = "Endpoint {Endpoint} answers again; it gets its webhooks")]
    private partial void LogClosed(string endpoint);

    /// <param name="Failures">In a row.</param>
    /// <param name="Until">The timestamp until which nothing is sent; null = the circuit is closed.</param>
    private readonly record struct Known(int Failures, long? Until);
}

/// <summary>Whether a request may go to an endpoint.</summary>
internal abstract record Passage
{
    private Passage() { }

    public sealed record Open : Passage;

    /// <summary>It is the one attempt after a pause.</summary>
    public sealed record Probe(string Token) : Passage;

    public sealed record Closed(TimeSpan ComeAgain) : Passage;
}
