using System.Globalization;
using StackExchange.Redis;

namespace A2A.Bench;

/// <summary>The Redis under test: the plain writes to compare with, and what the agent API left in it.</summary>
internal sealed class BenchRedis : IAsyncDisposable
{
    private static readonly byte[] Value = new byte[512];

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private int _next;

    private BenchRedis(ConnectionMultiplexer connection)
    {
        _connection = connection;
        _database = connection.GetDatabase();
    }

    public static async Task<BenchRedis> ConnectAsync(string adminConnectionString) =>
        new(await ConnectionMultiplexer.ConnectAsync(adminConnectionString));

    /// <summary>One write that is on disk when it is answered; all clients share a connection, as those of a replica do.</summary>
    public async Task SetAsync(CancellationToken cancellationToken) =>
        await _database.StringSetAsync($"bench:{Interlocked.Increment(ref _next) % 10_000}", Value).WaitAsync(cancellationToken);

    /// <summary>How many subscriptions have something to tell, or are being told, in all partitions.</summary>
    public async Task<long> UndeliveredAsync() => (await Task.WhenAll(Enumerable.Range(0, 16)
        .Select(partition => _database.SortedSetLengthAsync($"a2a:v1:{{p{partition:00}}}:deliveries")))).Sum();

    /// <summary>What the logs of the tasks hold.</summary>
    public async Task<IReadOnlyList<TaskLog>> LogsAsync(IEnumerable<string> tasks)
    {
        var wanted = tasks.ToHashSet();
        var server = _connection.GetServer(_connection.GetEndPoints().Single());
        var keys = server.Keys(pattern: "a2a:v1:*:events:*", pageSize: 1_000).Select(key => key.ToString())
            .Where(key => wanted.Contains(TaskOf(key)));
        return await Task.WhenAll(keys.Select(ReadAsync));
    }

    /// <summary>A counter of the server's INFO, such as <c>total_commands_processed</c>.</summary>
    public async Task<double> InfoAsync(string section, string name)
    {
        var groups = await _connection.GetServer(_connection.GetEndPoints().Single()).InfoAsync(section);
        return double.Parse(groups.SelectMany(group => group).Single(pair => pair.Key == name).Value, CultureInfo.InvariantCulture);
    }

    public string Version => _connection.GetServer(_connection.GetEndPoints().Single()).Version.ToString();

    public async ValueTask DisposeAsync() => await _connection.CloseAsync();

    // Its newest entry: [id, fields]; ids begin with Redis's time in ms.
    private async Task<TaskLog> ReadAsync(string key)
    {
        var length = (long)await _database.ExecuteAsync("XLEN", key);
        var entries = (RedisResult[])(await _database.ExecuteAsync("XREVRANGE", key, "+", "-", "COUNT", 1))!; // it exists
        var id = (string)((RedisResult[])entries[0]!)[0]!; // an entry is an array that begins with its id
        return new TaskLog(TaskOf(key), (int)length, long.Parse(id.Split('-')[0], CultureInfo.InvariantCulture));
    }

    private static string TaskOf(string key) => key[(key.LastIndexOf(':') + 1)..];
}

/// <param name="Task">The task's id.</param>
/// <param name="Events">How many events its log holds.</param>
/// <param name="Newest">When the newest of them was written, in unix ms by Redis's clock.</param>
internal sealed record TaskLog(string Task, int Events, long Newest);
