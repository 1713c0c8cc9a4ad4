using A2A.AgentApi.Tasks;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>Whether Redis is set up to lose nothing that was acknowledged.</summary>
internal sealed class RedisDurability(RedisScripts scripts)
{
    private static readonly (string Name, string Wanted)[] Settings =
        [("appendonly", "yes"), ("appendfsync", "always"), ("maxmemory-policy", "noeviction")];

    /// <summary>What is weaker than it should be, with the remedy; null when all is well or the server does not say.</summary>
    public async Task<string?> WeaknessAsync(CancellationToken cancellationToken)
    {
        List<string> weak = [];
        foreach (var (name, wanted) in Settings)
        {
            if (await ReadAsync(name, cancellationToken) is { } found && found != wanted)
            {
                weak.Add($"{name} is '{found}', set it to '{wanted}'");
            }
        }

        return weak.Count == 0 ? null : string.Join("; ", weak);
    }

    private async Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await scripts.AskAsync(
                "CONFIG", redis => redis.Multiplexer.GetServer(RedisKeys.SigningKeys).ConfigGetAsync(name), cancellationToken);
            return found.Length == 1 ? found[0].Value : null;
        }
        catch (RedisServerException)
        {
            return null; // managed servers forbid CONFIG
        }
    }
}
