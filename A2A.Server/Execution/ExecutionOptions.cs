using System.ComponentModel.DataAnnotations;

namespace A2A.Server.Execution;

/// <summary>How tasks are run.</summary>
public sealed class ExecutionOptions
{
    internal const string Section = "Execution";

    /// <summary>How many tasks one replica runs at a time.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>How long a task stays with a replica that says nothing; renewed at a third of it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times in a row a task may kill its worker without finishing a step.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long a stopping replica lets its tasks go on before it gives them back.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);
}
