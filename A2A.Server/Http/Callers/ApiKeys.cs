using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Callers;

/// <summary>Finds the caller of a key. Holds hashes only.</summary>
internal sealed class ApiKeys(IOptions<CallerOptions> options)
{
    private readonly (KnownCaller Caller, byte[] Hash)[] _keys =
    [
        .. options.Value.ApiKeys.Select(pair => (new KnownCaller(pair.Key), HashOf(pair.Value))),
        .. options.Value.Operators.Select(pair => (new KnownCaller(pair.Key, IsOperator: true), HashOf(pair.Value))),
    ];

    /// <summary>The caller with this key; null when there is none. Takes as long for a wrong key as for a right one.</summary>
    public KnownCaller? Find(string key)
    {
        var hash = HashOf(key);
        KnownCaller? caller = null;
        foreach (var known in _keys)
        {
            caller = CryptographicOperations.FixedTimeEquals(known.Hash, hash) ? known.Caller : caller;
        }

        return caller;
    }

    /// <summary>Tells an operator's key without giving it away; null when there is no operator of this name.</summary>
    public string? StampOf(string name) => _keys.Where(known => known.Caller.IsOperator && known.Caller.Name == name)
        .Select(known => Convert.ToHexStringLower(SHA256.HashData(known.Hash))).SingleOrDefault();

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
