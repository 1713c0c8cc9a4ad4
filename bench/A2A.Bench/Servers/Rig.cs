namespace A2A.Bench.Servers;

/// <summary>A Redis of its own and the replicas that share it.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private const int MostLines = 5;

    private readonly RedisServer _server;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _settings;
    private readonly List<Replica> _replicas = [];

    private Rig(RedisServer server, BenchRedis redis, IReadOnlyList<KeyValuePair<string, string>> settings) =>
        (_server, Redis, _settings) = (server, redis, settings);

    public BenchRedis Redis { get; }

    public IReadOnlyList<Replica> Replicas => _replicas;

    public IReadOnlyList<Uri> Urls => [.. _replicas.Select(replica => replica.Url)];

    public IReadOnlyList<Uri> GrpcUrls => [.. _replicas.Select(replica => replica.GrpcUrl)];

    public Target GrpcTarget => Target with { Urls = GrpcUrls, IsGrpc = true };

    public Target Target => new(Urls, [.. _replicas.Select(replica => replica.Process)], Redis);

    public string ConnectionString => _server.ConnectionString;

    /// <param name="settings">More settings of the replicas.</param>
    public static async Task<Rig> StartAsync(
        int replicas, BenchOptions options, CancellationToken cancellationToken, params KeyValuePair<string, string>[] settings)
    {
        var server = await RedisServer.StartNewAsync();
        var rig = new Rig(server, await BenchRedis.ConnectAsync(server.AdminConnectionString), [.. settings, .. options.Settings]);
        try
        {
            await rig.StartReplicasAsync(replicas, cancellationToken);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async Task StartReplicasAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            _replicas.Add(await Replica.StartAsync(_server.ConnectionString, _settings, probe: true, cancellationToken));
        }
    }

    public async Task StopReplicasAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
            foreach (var line in replica.Process.Lines.Take(MostLines))
            {
                Console.Error.WriteLine($"   a replica wrote: {line}");
            }
        }

        _replicas.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopReplicasAsync();
        await Redis.DisposeAsync();
        await _server.DisposeAsync();
    }
}
