using System.ComponentModel.DataAnnotations;

namespace A2A.Server.Http.Limits;

/// <summary>How much one caller may ask of one replica. Callers without authentication are told apart by their address.</summary>
public sealed class LimitOptions
{
    internal const string Section = "Limits";

    /// <summary>How many requests a caller may make per second in the long run.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 2_000;

    /// <summary>How many requests a caller may make at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 4_000;

    /// <summary>How many streams a caller may have open at a time.</summary>
    [Range(1, 100_000)]
    public int OpenStreamsPerCaller { get; set; } = 100;

    /// <summary>How many sends of a caller may wait for their tasks' results at a time.</summary>
    [Range(1, 100_000)]
    public int WaitingSendsPerCaller { get; set; } = 1_000;
}
