using System.Text.Json;
using System.Text.Json.Serialization;

namespace A2A.SampleClient.Playing;

/// <summary>What came of a scenario; as JSON it is what <c>--json</c> writes.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Verdict">What was checked.</param>
/// <param name="Durations">Seconds from the start, by what had happened then.</param>
internal sealed record ScenarioReport(
    string Scenario,
    [property: JsonIgnore] Verdict Verdict,
    [property: JsonPropertyOrder(1)] IReadOnlyDictionary<string, double> Durations)
{
    /// <summary>The name of the last duration.</summary>
    public const string Total = "total";

    public bool Passed => Verdict.Passed;

    /// <summary>All problems in one line; null when there is none.</summary>
    public string? Reason => Verdict.Passed ? null : Verdict.Reason;

    public IReadOnlyList<Check> Checks => Verdict.Checks;

    public string? TaskId { get; init; }

    public string? TraceId { get; init; }

    /// <summary>The trace in the dashboard; null when it is not known where that is.</summary>
    public string? TraceUrl { get; init; }

    /// <summary>The scenarios that this one ran.</summary>
    [JsonPropertyOrder(2)]
    public IReadOnlyList<ScenarioReport>? Scenarios { get; init; }

    /// <summary>The tasks that still run, as far as is known.</summary>
    [JsonIgnore]
    public IReadOnlyList<OpenTask> OpenTasks { get; init; } = [];

    [JsonIgnore]
    public double Seconds => Durations.GetValueOrDefault(Total);

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.ScenarioReport);
}

/// <summary>A task that was begun and not seen to end.</summary>
/// <param name="Id">The task.</param>
/// <param name="Agent">Its agent's name; null for the one at the agent's address itself.</param>
internal sealed record OpenTask(string Id, string? Agent);

/// <summary>Serialization of reports, made at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(ScenarioReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
