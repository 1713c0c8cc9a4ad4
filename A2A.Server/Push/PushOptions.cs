using System.ComponentModel.DataAnnotations;

namespace A2A.Server.Push;

/// <summary>Where webhooks may go, and how they are sent.</summary>
public sealed class PushOptions
{
    internal const string Section = "Push";

    /// <summary>The issuer of tokens where the configuration names none.</summary>
    internal const string DefaultIssuer = "a2a-agent-api";

    /// <summary>Whether webhooks may go over plain HTTP: for Development only.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Networks that webhooks may go to although they are not public: CIDR by a name that tells why. A host name that
    /// resolves to several addresses needs all of them: <c>localhost</c> is mostly 127.0.0.0/8 and ::1/128.
    /// </summary>
    public Dictionary<string, string> AllowedNetworks { get; set; } = [];

    /// <summary>
    /// The only hosts that webhooks may go to, by a name that tells why: <c>hooks.example.com</c>, <c>*.example.com</c> for
    /// all names below it, or an address. None = every host.
    /// </summary>
    public Dictionary<string, string> AllowedHosts { get; set; } = [];

    /// <summary>
    /// The only ports that webhooks may go to, by a name that tells why. None = all but those that the Fetch Standard blocks.
    /// </summary>
    public Dictionary<string, int> AllowedPorts { get; set; } = [];

    /// <summary>
    /// The media type of notifications of 1.0 whose config names none. The specification's is the default;
    /// <c>application/json</c> is for receivers that read no other, such as Express with <c>express.json()</c>.
    /// </summary>
    public string MediaType { get; set; } = NotificationBody.A2AMediaType;

    /// <summary>Signs for configs that brought no secret of their own.</summary>
    public string? SigningSecret { get; set; }

    /// <summary>Sign beside <see cref="SigningSecret"/> while receivers change over from them, by a name that tells when they go.</summary>
    public Dictionary<string, string> EarlierSigningSecrets { get; set; } = [];

    /// <summary>
    /// The <c>iss</c> of tokens that webhooks carry; absent = the origin of <c>Agents:PublicUrl</c>, or
    /// <see cref="DefaultIssuer"/> without one.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>How owners of addresses are asked whether they want webhooks, where an agent has no policy of its own.</summary>
    public ChallengePolicy Challenge { get; set; }

    /// <summary>How long one such question may take, from the look-up of the host to the end of the answer.</summary>
    public TimeSpan ChallengeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a yes counts for further webhooks of the same origin.</summary>
    public TimeSpan ChallengeMemory { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What is different for an agent, by its name.</summary>
    public Dictionary<string, AgentPushOptions> Agents { get; set; } = [];

    /// <summary>How owners of addresses are asked whether they want the webhooks of an agent.</summary>
    /// <param name="agent">The agent's name.</param>
    public ChallengePolicy ChallengeOf(string agent) => Agents.GetValueOrDefault(agent)?.Challenge ?? Challenge;

    /// <summary>How many configs a task may have.</summary>
    [Range(1, 1_000)]
    public int ConfigsPerTask { get; set; } = 10;

    /// <summary>How many requests one replica has under way at a time.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>How many of them to the same host and port.</summary>
    [Range(1, 10_000)]
    public int ConcurrencyPerEndpoint { get; set; } = 8;

    /// <summary>How many events of one subscription are sent before others have their turn.</summary>
    [Range(1, 10_000)]
    public int Turn { get; set; } = 50;

    /// <summary>How long one request may take, from the look-up of its host to the answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a subscription stays with a replica that says nothing.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping replica lets its requests go on before it breaks them off.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many attempts an event gets. With the delays below, ten of them take about 21 hours.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>The delay after the first failed attempt.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>By how much each further delay is longer.</summary>
    [Range(1.0, 100.0)]
    public double DelayFactor { get; set; } = 3;

    /// <summary>The longest delay; also the longest that a receiver can ask for by Retry-After.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long an event is tried, from its own time or its subscription's first failure since the last delivery, whichever is
    /// later: then it is buried, whatever attempts it has left.
    /// </summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The same for answers 3xx and 4xx other than those of <see cref="GiveUpContentAfter"/>, 408, 410, 425 and 429: a receiver
    /// that is being deployed, a tunnel that sleeps, a key or a clock that is not right yet. Zero = at the first such answer.
    /// </summary>
    public TimeSpan GiveUpRefusalAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The same for the answers 400, 413, 415 and 422, which speak of the body, so that one event does not hold up the rest for
    /// long. Zero = at the first such answer.
    /// </summary>
    public TimeSpan GiveUpContentAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many requests per second one replica sends to the same host and port; as many at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int RatePerEndpoint { get; set; } = 2_000;

    /// <summary>When an endpoint that keeps failing gets nothing for a while.</summary>
    public CircuitOptions Circuit { get; set; } = new();

    /// <summary>How many attempts of a task are kept, to show what became of its webhooks.</summary>
    [Range(1, 1_000)]
    public int AttemptsPerTask { get; set; } = 200;

    /// <summary>How long buried deliveries are kept.</summary>
    public TimeSpan KeepDeadLetters { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>When an endpoint that keeps failing gets nothing for a while: <c>Push:Circuit</c>.</summary>
public sealed class CircuitOptions
{
    /// <summary>After how many failed attempts in a row, of all replicas.</summary>
    public int Failures { get; set; } = 10;

    /// <summary>How long at first; twice as long each time that the one attempt after it fails, too.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long at most.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(1);
}
