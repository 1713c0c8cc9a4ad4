namespace A2A.Faults.Rig;

/// <summary>One fault of an experiment.</summary>
/// <param name="From">When it began.</param>
/// <param name="Over">From when on recovery is measured: its end, or its begin where others need not wait for its end.</param>
/// <param name="Until">When it ended: what was written later it has not touched.</param>
internal sealed record Fault(DateTimeOffset From, DateTimeOffset Over, DateTimeOffset Until);
