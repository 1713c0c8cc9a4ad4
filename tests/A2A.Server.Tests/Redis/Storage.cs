using A2A.Server.Encryption;
using A2A.Server.Push;
using A2A.Server.Redis;
using A2A.Server.Tasks;
using A2A.Server.Tests.Store;
using A2A.Webhooks.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace A2A.Server.Tests.Redis;

/// <summary>The storage of one replica: its own connection, options and doorbell.</summary>
internal sealed class Storage : StoreReplica
{
    /// <summary>What every replica of these tests is given.</summary>
    public const string EncryptionKey = "the-key-of-all-tests-0123456789abcdef";

    private readonly ConnectionMultiplexer _connection;

    private Storage(ConnectionMultiplexer connection, StoreOptions options) : base(options)
    {
        _connection = connection;
        Scripts = new RedisScripts(
            Task.FromResult<IConnectionMultiplexer>(connection), new StorageOutage(TimeProvider.System, NullLogger<StorageOutage>.Instance))
        {
            Deadline = TimeSpan.FromSeconds(4), // on a busy machine, where no caller is to be answered in two seconds
        };
        Sweep = new RedisSweep(Scripts, TaskOptions);
        Seal = new SecretSeal(Options.Create(new EncryptionOptions { Key = EncryptionKey }));
        PushConfigs = new StoredPushConfigs(Seal);
        Configs = new RedisPushConfigStore(Scripts, PushConfigs);
        Doorbell = new RedisDoorbell(Scripts, NullLogger<RedisDoorbell>.Instance);
        Watch = new RedisDueWatch(Scripts, Doorbell, TaskOptions, ExecutionOptions, PushOptions, TimeProvider.System, NullLogger<RedisDueWatch>.Instance);
        Tasks = new RedisTaskStore(Scripts, PushConfigs, new NoOutbox(Doorbell), TaskOptions, ExecutionOptions, PushOptions);
        TaskRecords = new RedisTaskRecords(Scripts, TaskOptions);
        Work = new RedisWorkQueue(Scripts, Sweep, ExecutionOptions, NullLogger<RedisWorkQueue>.Instance);
        Events = new RedisTaskEvents(Scripts, Doorbell, TimeProvider.System);
        Deliveries = new RedisDeliveryQueue(Scripts, Sweep, PushConfigs, PushOptions);
        Records = new RedisDeliveryRecords(Scripts, TaskOptions);
        Circuits = new RedisCircuits(Scripts, PushOptions, NullLogger<RedisCircuits>.Instance);
        SigningKeys = new RedisSigningKeyStore(Scripts, Seal);
        Retention = new RedisRetention(
            new TaskRetention(Scripts, Sweep, NullLogger<TaskRetention>.Instance),
            new DeadLetterRetention(Scripts, TaskOptions, PushOptions, NullLogger<DeadLetterRetention>.Instance),
            TaskOptions, TimeProvider.System, NullLogger<RedisRetention>.Instance);
    }

    public override ITaskStore Tasks { get; }

    public override ITaskRecords TaskRecords { get; }

    public override ITaskEvents Events { get; }

    public override IWorkQueue Work { get; }

    public override RedisDoorbell Doorbell { get; }

    public override RedisPushConfigStore Configs { get; }

    public override RedisDeliveryQueue Deliveries { get; }

    public override RedisDeliveryRecords Records { get; }

    public override RedisCircuits Circuits { get; }

    public override RedisSigningKeyStore SigningKeys { get; }

    public override RedisRetention Retention { get; }

    public RedisScripts Scripts { get; }

    public RedisSweep Sweep { get; }

    public SecretSeal Seal { get; }

    public StoredPushConfigs PushConfigs { get; }

    public RedisDueWatch Watch { get; }

    public IDatabase Database => _connection.GetDatabase();

    public static Task<Storage> OpenAsync(RedisFixture redis, StoreOptions? options = null) => OpenAsync(redis.Server, options);

    public static Task<Storage> OpenAsync(RedisServer server, StoreOptions? options = null) => OpenAsync(server.AdminConnectionString, options);

    /// <param name="connectionString">Of a server or a cluster.</param>
    public static async Task<Storage> OpenAsync(string connectionString, StoreOptions? options = null)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var storage = new Storage(connection, options ?? new());
        await storage.Doorbell.StartAsync(CancellationToken.None);
        await storage.Doorbell.ExecuteTask!; // started in the line above
        return storage;
    }

    public override async Task<DateTimeOffset> NowAsync() => await _connection.GetServers()[0].TimeAsync();

    public override Task EndPauseAsync(string endpoint) => EditCircuitAsync(endpoint, fields => fields[2] = "1");

    public override Task EndProbeAsync(string endpoint) => EditCircuitAsync(endpoint, fields => fields[4] = "1");

    /// <summary>Changes the fields of a circuit, see circuits.lua; nothing when there is none.</summary>
    public async Task EditCircuitAsync(string endpoint, Action<string[]> edit)
    {
        if ((string?)await Database.HashGetAsync(RedisKeys.Circuits, endpoint) is { } circuit)
        {
            var fields = circuit.Split('/');
            edit(fields);
            await Database.HashSetAsync(RedisKeys.Circuits, endpoint, string.Join('/', fields));
        }
    }

    /// <summary>How many times Redis ran a command since its start.</summary>
    public async Task<long> CallsAsync(string command)
    {
        var groups = await _connection.GetServers()[0].InfoAsync("commandstats");
        var text = groups.SelectMany(group => group).FirstOrDefault(pair => pair.Key == $"cmdstat_{command}").Value;
        return text is null ? 0 : long.Parse(text.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public override async ValueTask DisposeAsync()
    {
        await Watch.StopAsync(CancellationToken.None);
        Watch.Dispose();
        await Doorbell.StopAsync(CancellationToken.None);
        Doorbell.Dispose();
        Retention.Dispose();
        await _connection.CloseAsync();
        _connection.Dispose();
    }
}
