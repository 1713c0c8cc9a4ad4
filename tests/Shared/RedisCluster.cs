using System.Net;
using StackExchange.Redis;

namespace A2A.Tests;

/// <summary>A real Redis Cluster of a test's own: three masters with a replica each, on free ports of loopback, every write synced.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;
    private const int Masters = 3;

    private readonly List<RedisServer> _nodes = [];
    private readonly List<int> _busPorts = [];
    private ConnectionMultiplexer? _admin;

    /// <summary>All nodes; in the beginning the first three are the masters, and the next three replicas of one each.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    public string ConnectionString => string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}")) + ",abortConnect=false,connectTimeout=1000";

    public string AdminConnectionString => ConnectionString + ",allowAdmin=true";

    /// <param name="failsOver">Whether a replica takes over from a master that is dead, or looks dead on a busy machine.</param>
    /// <param name="arguments">Further ones of each redis-server.</param>
    public static async Task<RedisCluster> StartNewAsync(bool failsOver = false, params string[] arguments)
    {
        var cluster = new RedisCluster();
        try
        {
            while (cluster._nodes.Count < 2 * Masters)
            {
                await cluster.AddNodeAsync(
                [
                    "--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--cluster-replica-validity-factor", "0",
                    "--repl-diskless-sync-delay", "0",
                    "--cluster-replica-no-failover", failsOver ? "no" : "yes", .. arguments,
                ]);
            }

            await cluster.FormAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that is the master of a key.</summary>
    public async Task<RedisServer> MasterOfAsync(RedisKey key) => (await PartnersAsync(key)).Master;

    /// <summary>The master of a key and its replica, once it has one.</summary>
    public async Task<(RedisServer Master, RedisServer Replica)> PairOfAsync(RedisKey key)
    {
        (RedisServer Master, RedisServer? Replica) pair = default;
        await Eventually.TrueAsync(async () => (pair = await PartnersAsync(key)).Replica is not null, "the master has a replica");
        return (pair.Master!, pair.Replica!); // both are there now
    }

    /// <summary>Waits until all slots have a master and each master has its replica in sync.</summary>
    public Task WholeAsync() => Eventually.TrueAsync(IsWholeAsync, "the cluster is whole");

    /// <summary>Waits until another node than this one is the master of a key.</summary>
    public Task ReplacedAsync(RedisKey key, RedisServer master) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                return await MasterOfAsync(key) != master;
            }
            catch (Exception e) when (e is RedisException or TimeoutException or InvalidOperationException)
            {
                return false; // in between
            }
        },
        "the replica is the master");

    /// <summary>Begins to move the slot of a key to another master: from now on a key of the slot is on one of the two.</summary>
    public async Task<SlotMove> BeginMoveAsync(RedisKey key)
    {
        var (slot, from) = (_admin!.HashSlot(key), await MasterOfAsync(key)); // set by FormAsync
        var to = (await MastersAsync()).First(node => node.Port != from.Port);
        await AskAsync(to, "SETSLOT", slot, "IMPORTING", await IdAsync(from));
        await AskAsync(from, "SETSLOT", slot, "MIGRATING", await IdAsync(to));
        return new SlotMove(slot, from, to);
    }

    /// <summary>Moves some keys of a slot that moves. Gives how many.</summary>
    public async Task<int> MoveKeysAsync(SlotMove move, int most)
    {
        var keys = (RedisKey[]?)await AskAsync(move.From, "GETKEYSINSLOT", move.Slot, most) ?? [];
        foreach (var key in keys)
        {
            await Server(move.From).ExecuteAsync("MIGRATE", "127.0.0.1", move.To.Port, key, 0, 5000);
        }

        return keys.Length;
    }

    /// <summary>Moves the keys that are left, and gives the slot to its new master.</summary>
    public async Task EndMoveAsync(SlotMove move)
    {
        while (await MoveKeysAsync(move, 100) > 0)
        {
        }

        var owner = await IdAsync(move.To);
        await AskAsync(move.To, "SETSLOT", move.Slot, "NODE", owner);
        await AskAsync(move.From, "SETSLOT", move.Slot, "NODE", owner);
    }

    /// <summary>The keys of a slot that moves, with their values as Redis dumps them, on both nodes.</summary>
    public async Task<IReadOnlyList<string>> ContentAsync(SlotMove move)
    {
        List<string> content = [];
        foreach (var node in new[] { move.From, move.To })
        {
            foreach (var key in (RedisKey[]?)await AskAsync(node, "GETKEYSINSLOT", move.Slot, 10_000) ?? [])
            {
                await Server(node).ExecuteAsync("ASKING"); // for the next command of this connection, which no one else uses
                var dump = (byte[]?)await Server(node).ExecuteAsync("DUMP", key) ?? [];
                content.Add($"{node.Port} {key} {Convert.ToBase64String(dump)}");
            }
        }

        return content;
    }

    public async ValueTask DisposeAsync()
    {
        await (_admin?.DisposeAsync() ?? default);
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task AddNodeAsync(string[] arguments)
    {
        for (var attempt = 0; ; attempt++)
        {
            var bus = RedisServer.FreePort();
            try
            {
                _nodes.Add(await RedisServer.StartNewAsync(["--cluster-port", $"{bus}", .. arguments]));
                _busPorts.Add(bus);
                return;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Another process was quicker on one of the ports.
            }
        }
    }

    private async Task FormAsync()
    {
        _admin = await ConnectionMultiplexer.ConnectAsync(AdminConnectionString);
        for (var i = 0; i < Masters; i++)
        {
            await AskAsync(_nodes[i], "ADDSLOTSRANGE", Slots * i / Masters, (Slots * (i + 1) / Masters) - 1);
        }

        for (var i = 0; i < Masters; i++)
        {
            var (replica, master) = (_nodes[Masters + i], await IdAsync(_nodes[i]));
            await Eventually.TrueAsync(
                async () =>
                {
                    await MeetAsync(); // again: a greeting that a busy node does not answer in time is forgotten
                    return (await NodesAsync(replica)).Any(node => node.NodeId == master);
                },
                "the nodes know each other");
            await AskAsync(replica, "REPLICATE", master);
        }

        await WholeAsync();
        await _admin.ConfigureAsync();
    }

    private async Task MeetAsync()
    {
        for (var i = 1; i < _nodes.Count; i++)
        {
            await AskAsync(_nodes[0], "MEET", "127.0.0.1", _nodes[i].Port, _busPorts[i]);
        }
    }

    private async Task<bool> IsWholeAsync()
    {
        try
        {
            foreach (var node in _nodes)
            {
                if (!((string?)await AskAsync(node, "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal)
                    || (await NodesAsync(node)).Count(IsReplica) < Masters)
                {
                    return false;
                }

                var info = await Server(node).InfoRawAsync("replication");
                if (info!.Contains("role:slave", StringComparison.Ordinal) && !info.Contains("master_link_status:up", StringComparison.Ordinal))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<(RedisServer Master, RedisServer? Replica)> PartnersAsync(RedisKey key)
    {
        var slot = _admin!.HashSlot(key); // set by FormAsync
        foreach (var master in await MastersAsync())
        {
            var nodes = await NodesAsync(master);
            if (nodes.FirstOrDefault(node => node.IsMyself) is { } own && own.Slots.Any(range => range.From <= slot && slot <= range.To))
            {
                var replica = nodes.FirstOrDefault(node => node.ParentNodeId == own.NodeId && IsReplica(node));
                return (master, _nodes.Find(node => replica?.EndPoint is IPEndPoint at && at.Port == node.Port));
            }
        }

        throw new InvalidOperationException($"Slot {slot} has no master.");
    }

    private async Task<IReadOnlyList<RedisServer>> MastersAsync()
    {
        List<RedisServer> masters = [];
        foreach (var node in _nodes.Where(node => Server(node).IsConnected))
        {
            if ((await Server(node).InfoRawAsync("replication"))!.Contains("role:master", StringComparison.Ordinal))
            {
                masters.Add(node);
            }
        }

        return masters;
    }

    private static bool IsReplica(ClusterNode node) => node.IsReplica && !node.IsFail && !node.IsPossiblyFail;

    private async Task<IReadOnlyCollection<ClusterNode>> NodesAsync(RedisServer node) =>
        await Server(node).ClusterNodesAsync() is { } configuration ? [.. configuration.Nodes] : [];

    private async Task<string> IdAsync(RedisServer node) => (string?)await AskAsync(node, "MYID") ?? "";

    private Task<RedisResult> AskAsync(RedisServer node, params object[] arguments) => Server(node).ExecuteAsync("CLUSTER", arguments);

    private IServer Server(RedisServer node) => _admin!.GetServer("127.0.0.1", node.Port); // set by FormAsync
}

/// <summary>A slot on its way from one master to another.</summary>
internal sealed record SlotMove(int Slot, RedisServer From, RedisServer To);
