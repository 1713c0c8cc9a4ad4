using A2A.Protocol.Client.Wire;

namespace A2A.Protocol.Client;

/// <summary>How a client talks to its agent. The defaults suit an agent that speaks 1.0.</summary>
public sealed record A2AClientOptions
{
    /// <summary>
    /// The protocol's version; null = what the card offers, 1.0 before 0.3, and 1.0 where no card is asked.
    /// </summary>
    public ProtocolVersion? Version { get; init; }

    /// <summary>How calls travel; null = what the card offers, in its order, and JSON-RPC where no card is asked.</summary>
    public ProtocolBinding? Binding { get; init; }

    /// <summary>
    /// The tenant that the tasks belong to, where an agent serves several; null = what the card's interface says. A tenant
    /// that a request names itself goes before. 0.3 knows no tenants.
    /// </summary>
    public string? Tenant { get; init; }

    /// <summary>The URIs of the extensions that every call asks for, in <c>A2A-Extensions</c> (0.3: <c>X-A2A-Extensions</c>).</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>
    /// Which of the addresses that a card names may be used; null = all. The credentials that the HttpClient carries go
    /// to the address that is chosen, so restrict this where a card is not trusted as much as they are worth. An http
    /// address in a card that came by https is never used.
    /// </summary>
    public Func<Uri, bool>? AcceptEndpoint { get; init; }

    /// <summary>Makes a client's channel of gRPC, which needs packages that not every client has; null = gRPC is not spoken.</summary>
    internal Func<HttpClient, Uri, A2AClientOptions, IChannel>? Grpc { get; init; }

    /// <summary>The most bytes of an answer, and of one event of a stream; what is longer is an error.</summary>
    public int LongestAnswer { get; init; } = 16 * 1024 * 1024;

    /// <summary>How streams are taken up again.</summary>
    public StreamOptions Streams { get; init; } = new();

    /// <summary>How tasks are asked for until they end.</summary>
    public PollingOptions Polling { get; init; } = new();

    /// <summary>The clock that pauses and time limits go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Chance for the pauses, from 0 to 1.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}

/// <summary>How a stream is taken up again when its connection breaks.</summary>
public sealed record StreamOptions
{
    /// <summary>How often in a row, without an event between, it is tried before the error goes to the caller; 0 = never.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>The pause before each attempt. What the server wishes (<c>Retry-After</c>, SSE's <c>retry</c>) makes it longer.</summary>
    public Backoff Pauses { get; init; } = new() { First = TimeSpan.FromMilliseconds(500), Factor = 2, Longest = TimeSpan.FromSeconds(30) };

    /// <summary>
    /// How long nothing at all may come, not even a heartbeat, before the connection counts as broken; infinite = for ever. Over
    /// gRPC, whose heartbeats are not seen here, it is how long no event may come before the stream is opened anew.
    /// </summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>How a task is asked for until it is terminal or interrupted.</summary>
public sealed record PollingOptions
{
    /// <summary>The pause between two questions. <c>Retry-After</c> makes it longer.</summary>
    public Backoff Pauses { get; init; } = new() { First = TimeSpan.FromSeconds(1), Factor = 1.5, Longest = TimeSpan.FromSeconds(30) };

    /// <summary>How long it is asked at most, in all; infinite = for ever.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);
}
