namespace A2A.Bench;

/// <summary>What one run found.</summary>
internal sealed record BenchResult
{
    /// <summary>The machine's limit of HTTP requests over loopback, from the same clients.</summary>
    public LoopResult Echoes { get; init; } = new(TimeSpan.Zero, []);

    /// <summary>The machine's limit of writes that are on disk when they are answered, from the same clients.</summary>
    public LoopResult Sets { get; init; } = new(TimeSpan.Zero, []);

    public string RedisVersion { get; init; } = "";

    public required LoopResult Submits { get; init; }

    /// <summary>Answers to submits that made no task.</summary>
    public required IReadOnlyCollection<string> Refusals { get; init; }

    public required int Acknowledged { get; init; }

    /// <summary>The logs of the acknowledged tasks.</summary>
    public required IReadOnlyList<TaskLog> Logs { get; init; }

    public required WebhookLedger Ledger { get; init; }

    /// <summary>False when the patience ended first.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>From the first submit to the last event.</summary>
    public required TimeSpan EventTime { get; init; }

    /// <summary>From the first submit to the last webhook.</summary>
    public required TimeSpan WebhookTime { get; init; }

    /// <summary>From the last submit's answer to the last webhook.</summary>
    public required TimeSpan Lag { get; init; }

    public required Usage Usage { get; init; }

    /// <summary>What the replicas wrote.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    public int Events => Logs.Sum(log => log.Events);

    /// <summary>Acknowledged tasks of which Redis has no log.</summary>
    public int LostTasks => Acknowledged - Logs.Count;

    /// <summary>Events of which no webhook came.</summary>
    public int Missing => Logs.Sum(log => log.Events - Ledger.Different(log.Task));

    public bool IsFaultless =>
        IsComplete && Acknowledged > 0 && Refusals.Count + LostTasks + Missing + Ledger.Repeated + Ledger.OutOfOrder == 0;
}
