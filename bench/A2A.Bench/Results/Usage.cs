namespace A2A.Bench.Results;

/// <summary>What was used up to some moment; the difference of two is what the time between them cost.</summary>
/// <param name="Servers">Processor time of the replicas or the peer, in seconds; NaN where there are none.</param>
/// <param name="Redis">Processor time of Redis, in seconds; NaN where there is none.</param>
/// <param name="Load">Processor time of clients and receiver, in seconds.</param>
internal readonly record struct Usage(double Servers, double Redis, double Load)
{
    public static Usage operator -(Usage left, Usage right) =>
        new(left.Servers - right.Servers, left.Redis - right.Redis, left.Load - right.Load);

    public static async Task<Usage> ReadAsync(Target target) => new(
        target.Processes.Count == 0 ? double.NaN : target.Processes.Sum(process => process.ProcessorTime.TotalSeconds),
        target.Redis is { } redis ? await redis.ProcessorTimeAsync() : double.NaN,
        Environment.CpuUsage.TotalTime.TotalSeconds);

    /// <summary>Columns of a table: processor time for each of so many.</summary>
    public (string Column, double Value)[] Per(int count) =>
    [
        ("server µs CPU", Servers / count * 1e6), ("Redis µs CPU", Redis / count * 1e6), ("load µs CPU", Load / count * 1e6),
    ];
}
