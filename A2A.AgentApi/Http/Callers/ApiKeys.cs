using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Callers;

/// <summary>Whose key a key is. Holds hashes only.</summary>
internal sealed class ApiKeys(IOptions<CallerOptions> options)
{
    private readonly (string Owner, byte[] Hash)[] _keys = [.. options.Value.ApiKeys.Select(pair => (pair.Key, HashOf(pair.Value)))];

    /// <summary>False when everybody may call without one.</summary>
    public bool AreNeeded => _keys.Length > 0;

    /// <summary>The caller whose key it is; null when it is nobody's. Takes as long for a wrong key as for a right one.</summary>
    public string? OwnerOf(string key)
    {
        var hash = HashOf(key);
        string? owner = null;
        foreach (var known in _keys)
        {
            owner = CryptographicOperations.FixedTimeEquals(known.Hash, hash) ? known.Owner : owner;
        }

        return owner;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
