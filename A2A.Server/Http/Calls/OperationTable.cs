using A2A.Server.Http.V03;
using A2A.Server.Http.V1;

namespace A2A.Server.Http.Calls;

/// <summary>Everything that callers can do, in every version.</summary>
internal sealed class OperationTable(V1Operations v1, V03Operations v03)
{
    private readonly Dictionary<string, Operation> _methods = v1.All.Concat(v03.All)
        .Where(operation => operation.IsRpcMethod)
        .SelectMany(operation => new[] { operation.Name, operation.OtherName }.OfType<string>().Select(name => (name, operation)))
        .ToDictionary(entry => entry.name, entry => entry.operation, StringComparer.Ordinal);

    public IReadOnlyList<Operation> All { get; } = [.. v1.All, .. v03.All];

    /// <summary>The operation of that name in JSON-RPC; null when there is none.</summary>
    public Operation? FindMethod(string name) => _methods.GetValueOrDefault(name);
}
