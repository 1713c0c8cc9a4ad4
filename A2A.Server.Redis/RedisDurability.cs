using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>Whether Redis is set up to lose nothing that was acknowledged.</summary>
/// <param name="Weakness">What is weaker than it should be, with the remedy; null for nothing.</param>
/// <param name="Unknown">What the server does not tell, with what it should be; null for nothing.</param>
internal sealed record Durability(string? Weakness, string? Unknown);

/// <summary>Asks Redis how durable it is.</summary>
/// <remarks>
/// Managed servers forbid <c>CONFIG</c> or do not have it, and a client may be forbidden to send it. <c>INFO</c> tells of
/// the append-only file and of the eviction policy too, but not of <c>appendfsync</c>. A setting that neither command tells
/// is unknown: neither good nor bad.
/// </remarks>
internal sealed class RedisDurability(RedisScripts scripts)
{
    private static readonly (string Name, string Wanted)[] Settings =
        [("appendonly", "yes"), ("appendfsync", "always"), ("maxmemory-policy", "noeviction")];

    public async Task<Durability> ReadAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll((await ServersAsync(cancellationToken)).Select(server => ReadAsync(server, cancellationToken)));
        var weak = Settings.SelectMany(setting => found
            .Select(known => known.GetValueOrDefault(setting.Name, setting.Wanted))
            .Where(value => value != setting.Wanted)
            .Distinct()
            .Select(value => $"{setting.Name} is '{value}', set it to '{setting.Wanted}'"));
        var unknown = Settings.Where(setting => found.Any(known => !known.ContainsKey(setting.Name)))
            .Select(setting => $"{setting.Name} is '{setting.Wanted}'");
        return new(Text("; ", weak), Text(" and ", unknown));
    }

    // Of a cluster every node, and replicas too: each may be promoted.
    private Task<IServer[]> ServersAsync(CancellationToken cancellationToken) => scripts.AskAsync(
        "PING",
        async redis =>
        {
            await redis.PingAsync();
            return redis.Multiplexer.GetServers().Where(server => server.IsConnected).ToArray();
        },
        cancellationToken);

    private async Task<Dictionary<string, string>> ReadAsync(IServer server, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, string>();
        await LearnAsync("CONFIG", known, () => ConfigAsync(server, "append*", "maxmemory-policy"), cancellationToken);
        if (Settings.Any(setting => !known.ContainsKey(setting.Name)))
        {
            await LearnAsync("INFO", known, () => InfoAsync(server), cancellationToken);
        }

        return known;
    }

    private async Task LearnAsync(
        string command,
        Dictionary<string, string> known,
        Func<Task<IEnumerable<KeyValuePair<string, string>>>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (name, value) in await scripts.AskAsync(command, _ => ask(), cancellationToken))
            {
                known.TryAdd(name, value);
            }
        }
        catch (Exception e) when (e is RedisServerException or RedisCommandException or StorageUnavailableException)
        {
            // Refused by the server, or by the client's own settings; or one node of several hangs.
        }
    }

    private static async Task<IEnumerable<KeyValuePair<string, string>>> ConfigAsync(IServer server, params string[] patterns)
    {
        var found = await Task.WhenAll(patterns.Select(pattern => server.ConfigGetAsync(pattern)));
        return found.SelectMany(pairs => pairs);
    }

    private static async Task<IEnumerable<KeyValuePair<string, string>>> InfoAsync(IServer server)
    {
        var sections = await Task.WhenAll(server.InfoAsync("persistence"), server.InfoAsync("memory"));
        return sections.SelectMany(section => section).SelectMany(group => group).Select(pair => pair.Key switch
        {
            "aof_enabled" => KeyValuePair.Create("appendonly", pair.Value == "1" ? "yes" : "no"),
            "maxmemory_policy" => KeyValuePair.Create("maxmemory-policy", pair.Value),
            _ => pair,
        });
    }

    private static string? Text(string separator, IEnumerable<string> parts) =>
        string.Join(separator, parts) is { Length: > 0 } text ? text : null;
}
