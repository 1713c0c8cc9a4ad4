using System.Globalization;
using StackExchange.Redis;

namespace A2A.Bench.Redis;

/// <summary>The Redis under test, over a connection of the benchmark's own.</summary>
internal sealed class BenchRedis : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private BenchRedis(ConnectionMultiplexer connection) => _connection = connection;

    /// <summary>All clients of a loop share a connection, as those of a replica do.</summary>
    public IDatabase Database => _connection.GetDatabase();

    public string Version => Server.Version.ToString();

    public int Port => ((System.Net.IPEndPoint)Server.EndPoint).Port;

    private IServer Server => _connection.GetServer(_connection.GetEndPoints().Single());

    public static async Task<BenchRedis> ConnectAsync(string adminConnectionString) =>
        new(await ConnectionMultiplexer.ConnectAsync(adminConnectionString));

    /// <summary>When the log is synced: <c>always</c>, <c>everysec</c> or <c>no</c>.</summary>
    public Task SyncAsync(string when) => Server.ConfigSetAsync("appendfsync", when);

    /// <summary>The log is not rewritten in the middle of a measurement.</summary>
    public Task NeverRewriteAsync() => Server.ConfigSetAsync("auto-aof-rewrite-percentage", 0);

    /// <summary>The ids of a task's events.</summary>
    public async Task<IReadOnlyList<string>> EventIdsAsync(string task)
    {
        // The last byte of a task's id is its partition.
        var partition = Convert.ToInt32(task[^2..], 16);
        var entries = await Database.StreamRangeAsync($"a2a:v1:{{p{partition:00}}}:events:{task}");
        return [.. entries.Select(entry => entry.Id.ToString())];
    }

    /// <summary>A counter of the server's INFO, such as <c>total_commands_processed</c>.</summary>
    public async Task<double> InfoAsync(string section, string name)
    {
        var pairs = (await Server.InfoAsync(section)).SelectMany(group => group);
        return double.Parse(pairs.Single(pair => pair.Key == name).Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Calls of scripts and functions.</summary>
    public async Task<double> ScriptsAsync() => (await Server.InfoAsync("commandstats")).SelectMany(group => group)
        .Where(pair => pair.Key is "cmdstat_evalsha" or "cmdstat_fcall" or "cmdstat_eval")
        .Sum(pair => double.Parse(pair.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture));

    /// <summary>Processor time since its start, in seconds.</summary>
    public async Task<double> ProcessorTimeAsync() => await InfoAsync("cpu", "used_cpu_user") + await InfoAsync("cpu", "used_cpu_sys");

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
