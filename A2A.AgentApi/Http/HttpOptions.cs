using System.ComponentModel.DataAnnotations;

namespace A2A.AgentApi.Http;

/// <summary>What callers may ask for, and how streams are kept open.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>The largest request body, in bytes.</summary>
    public const int LargestBody = 1024 * 1024;

    /// <summary>How many levels deep the JSON of a request may be.</summary>
    public const int DeepestBody = 52;

    /// <summary>The longest id that a caller may choose, in characters.</summary>
    public const int LongestId = 256;

    /// <summary>How many parts a message may have.</summary>
    [Range(1, 10_000)]
    public int MaxParts { get; set; } = 100;

    /// <summary>How long a stream may be silent before a comment shows that it is alive.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a caller is asked to wait when the storage is out of reach.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);
}
