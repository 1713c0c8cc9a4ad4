using System.ComponentModel.DataAnnotations;
using A2A.Protocol.Json;

namespace A2A.Server.Http;

/// <summary>What callers may ask for, and how streams are kept open.</summary>
public sealed class HttpOptions
{
    internal const string Section = "Http";

    /// <summary>The longest id that a caller may choose, in characters.</summary>
    internal const int LongestId = 256;

    /// <summary>The largest request body, in bytes.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>How many levels deep the JSON of a request may be.</summary>
    /// <remarks>
    /// What comes in with a message lies up to 12 levels deeper in the answers, which may have
    /// <see cref="A2AJson.MaxDepth"/>. Readers that stop at 64 by themselves, as .NET's do, are served by 52.
    /// </remarks>
    [Range(8, 64)]
    public int MaxDepth { get; set; } = 64;

    /// <summary>How many parts a message may have.</summary>
    [Range(1, 10_000)]
    public int MaxParts { get; set; } = 100;

    /// <summary>How many of its newest messages a task holds in an answer, whatever the caller asks for.</summary>
    [Range(0, 100_000)]
    public int MaxHistory { get; set; } = 1000;

    /// <summary>How long a stream may be silent before a comment shows that it is alive.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one event may take to leave before its stream is closed: its caller does not read.</summary>
    public TimeSpan SlowReader { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller is asked to wait when the storage is out of reach.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Origins whose pages may call the agents from a browser, by a name that tells why: <c>https://app.example.com</c>, or <c>*</c>
    /// for every one. None = in Development every one, elsewhere none. What is public may be read by all.
    /// </summary>
    public Dictionary<string, string> AllowedOrigins { get; set; } = [];

    /// <summary>
    /// Proxies that are believed what they say in <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>-Prefix</c>: addresses or
    /// networks (CIDR), by a name that tells which. None = these headers are passed over.
    /// </summary>
    public Dictionary<string, string> KnownProxies { get; set; } = [];
}
