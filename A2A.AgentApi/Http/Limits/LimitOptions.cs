using System.ComponentModel.DataAnnotations;

namespace A2A.AgentApi.Http.Limits;

/// <summary>How much one caller may ask of one replica. Where nobody says who he is, callers are told apart by their address.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>How many requests a caller may make per second in the long run.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 2_000;

    /// <summary>How many requests a caller may make at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 4_000;

    /// <summary>How many streams a caller may have open at a time.</summary>
    [Range(1, 100_000)]
    public int OpenStreamsPerCaller { get; set; } = 100;
}
