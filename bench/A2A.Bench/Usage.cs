namespace A2A.Bench;

/// <summary>What was used up to some moment; the difference of two is what the time between them cost.</summary>
/// <param name="Replicas">Processor time of all replicas, in seconds.</param>
/// <param name="Redis">Processor time of Redis, in seconds.</param>
/// <param name="Bench">Processor time of clients and receiver, in seconds.</param>
/// <param name="Commands">Commands that Redis has processed, those inside of scripts among them.</param>
internal sealed record Usage(double Replicas, double Redis, double Bench, double Commands)
{
    public static Usage Zero { get; } = new(0, 0, 0, 0);

    public static Usage operator -(Usage left, Usage right) => new(
        left.Replicas - right.Replicas, left.Redis - right.Redis, left.Bench - right.Bench, left.Commands - right.Commands);

    public static async Task<Usage> ReadAsync(BenchRedis redis, IReadOnlyList<Replica> replicas) => new(
        replicas.Sum(replica => replica.ProcessorTime.TotalSeconds),
        await redis.InfoAsync("cpu", "used_cpu_user") + await redis.InfoAsync("cpu", "used_cpu_sys"),
        Environment.CpuUsage.TotalTime.TotalSeconds,
        await redis.InfoAsync("stats", "total_commands_processed"));
}
