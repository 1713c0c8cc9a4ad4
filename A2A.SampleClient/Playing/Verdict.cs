using System.Text.Json.Serialization;

namespace A2A.SampleClient.Playing;

/// <summary>Something that ought to be true.</summary>
/// <param name="Claim">What.</param>
/// <param name="Problem">Why it is not; null when it is.</param>
internal sealed record Check(string Claim, string? Problem)
{
    [JsonPropertyOrder(1)]
    public bool Holds => Problem is null;

    public static Check That(string claim, bool holds, string problem) => new(claim, holds ? null : problem);
}

/// <summary>What was checked, and what came of it.</summary>
internal sealed record Verdict(IReadOnlyList<Check> Checks)
{
    public bool Passed => Checks.All(check => check.Holds);

    /// <summary>All problems in one line; empty when there is none.</summary>
    public string Reason => string.Join("; ", Checks.Where(check => !check.Holds).Select(check => check.Problem));

    public static Verdict Of(params IReadOnlyList<Check> checks) => new(checks);
}
