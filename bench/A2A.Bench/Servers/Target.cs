namespace A2A.Bench.Servers;

/// <summary>What load goes to, and whose processor time it is.</summary>
/// <param name="Urls">Its addresses, used in turn.</param>
/// <param name="Processes">Its processes; none for a bare loop.</param>
/// <param name="Redis">Its storage, if it has one.</param>
/// <param name="IsGrpc">Whether the addresses speak gRPC; otherwise JSON-RPC.</param>
internal sealed record Target(IReadOnlyList<Uri> Urls, IReadOnlyList<ServerProcess> Processes, BenchRedis? Redis, bool IsGrpc = false)
{
    /// <summary>A server of one process without a Redis, when it has started.</summary>
    public static async Task<Target> OfAsync(ServerProcess process, CancellationToken cancellationToken) =>
        new([await process.AddressAsync(cancellationToken)], [process], null);
}
