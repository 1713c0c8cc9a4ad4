using A2A.Server.Push;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>The circuits of all endpoints in one hash, so that all replicas see the same, and see all of it by one look.</summary>
internal sealed class RedisCircuits(RedisScripts scripts, IOptions<PushOptions> options, ILogger<RedisCircuits> logger) : ICircuitLedger
{
    /// <summary>More failing endpoints than that are not known: those with the oldest last failure are forgotten.</summary>
    private const int MostEndpoints = 5_000;

    /// <summary>Longer than any pause.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromHours(2);

    private static readonly RedisKey[] Keys = [RedisKeys.Circuits, RedisKeys.CircuitTimes];

    private readonly CircuitOptions _options = options.Value.Circuit;

    // As long as an attempt lasts, and what it takes to write down how it went.
    private readonly TimeSpan _probe = options.Value.Timeout + TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<CircuitState>> ReadAsync(CancellationToken cancellationToken)
    {
        RedisValue[] values = [Milliseconds(Longest)];
        var reply = await scripts.RunAsync("circuit-list", [RedisKeys.Circuits], values, cancellationToken);
        return ((RedisResult[]?)reply ?? [])
            .Chunk(3)
            .Select(each => new CircuitState(each[0].ToString(), (int)(long)each[1], ToPause(each[2])))
            .ToList();
    }

    public async Task<CircuitFailure> FailedAsync(string endpoint, string? probe, double chance, CancellationToken cancellationToken)
    {
        RedisValue[] values =
        [
            endpoint,
            probe ?? "",
            _options.Failures,
            Milliseconds(_options.FirstPause),
            Milliseconds(_options.LongestPause),
            (long)(chance * 1000),
            Milliseconds(Keep),
            MostEndpoints,
            RedisKeys.Doorbell,
        ];
        var reply = await scripts.RunAsync("circuit-failed", Keys, values, cancellationToken);
        return new CircuitFailure(new CircuitState(endpoint, (int)(long)reply[0], ToPause(reply[1])), (long)reply[2] == 1);
    }

    public async Task<bool> AnsweredAsync(string endpoint, CancellationToken cancellationToken)
    {
        var reply = await scripts.RunAsync("circuit-answered", Keys, [endpoint, RedisKeys.Doorbell], cancellationToken);
        return (long)reply == 1;
    }

    public async Task<TimeSpan?> ProbeAsync(string endpoint, string token, CancellationToken cancellationToken)
    {
        RedisValue[] values = [endpoint, token, Milliseconds(_probe), Milliseconds(Longest)];
        var reply = (long)await scripts.RunAsync("circuit-probe", [RedisKeys.Circuits], values, cancellationToken);
        return reply < 0 ? null : TimeSpan.FromMilliseconds(reply);
    }

    public Task GiveBackAsync(string endpoint, string token, CancellationToken cancellationToken) =>
        scripts.RunAsync("circuit-give-back", [RedisKeys.Circuits], [endpoint, token], cancellationToken);

    public async Task<IReadOnlyList<HostCircuit>> ListAsync(CancellationToken cancellationToken)
    {
        var now = (RedisValue[]?)await scripts.AskAsync("TIME", redis => redis.ExecuteAsync("TIME"), cancellationToken) ?? [];
        var time = DateTimeOffset.FromUnixTimeSeconds((long)now[0]).AddMicroseconds((long)now[1]);
        return (await ReadAsync(cancellationToken))
            .Select(state => (Place: EndpointCircuits.PlaceOf(state.Endpoint), State: state))
            .Select(each => new HostCircuit(
                each.Place.Endpoint, each.Place.Owner, each.State.Failures, each.State.Pause is { } pause ? time + pause : null))
            .OrderBy(circuit => circuit.Endpoint, StringComparer.Ordinal)
            .ThenBy(circuit => circuit.Owner, StringComparer.Ordinal)
            .ToList();
    }

    public async Task<bool> CloseAsync(string endpoint, CancellationToken cancellationToken)
    {
        var wasOpen = false;
        var known = await ReadAsync(cancellationToken);
        foreach (var state in known.Where(state => EndpointCircuits.PlaceOf(state.Endpoint).Endpoint == endpoint))
        {
            wasOpen |= await AnsweredAsync(state.Endpoint, cancellationToken);
        }

        if (wasOpen)
        {
            RedisLog.CircuitClosedByHand(logger, endpoint);
        }

        return wasOpen;
    }

    // What lies further ahead was written before Redis's clock was put back.
    private TimeSpan Longest => (_options.LongestPause * 2) + _probe;

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static TimeSpan? ToPause(RedisResult reply) => (long)reply is >= 0 and var left ? TimeSpan.FromMilliseconds(left) : null;
}
