using System.Text.RegularExpressions;
using A2A.Server.Http.Calls;

namespace A2A.Server.Http.Rest;

/// <summary>
/// 0.3 at the addresses of 1.0, for callers that name it there: <c>A2A-Version: 0.3.0</c> without <c>/v1</c> in the path.
/// </summary>
/// <remarks>0.3 leaves open whether a card's address holds the <c>/v1</c> already; some clients take it that way.</remarks>
internal sealed partial class OlderAddress(OperationTable table)
{
    private const string Prefix = "/v1";

    private readonly Dictionary<(string Path, string Method), Operation> _older = table.All
        .Where(operation => operation.ProtocolVersion == ProtocolVersions.V03)
        .SelectMany(operation => operation.Route.Methods.Select(method => (Key: (ShapeOf(operation.Route.Path), method), operation)))
        .ToDictionary(entry => entry.Key, entry => entry.operation);

    /// <summary>The operation that the caller means: 0.3's at the same place, when it says 0.3 and there is one.</summary>
    /// <param name="version">What the caller says.</param>
    public Operation Resolve(HttpRequest request, Operation operation, string? version)
    {
        if (version != ProtocolVersions.V03
            || operation.ProtocolVersion == version
            || !_older.TryGetValue((Prefix + ShapeOf(operation.Route.Path), request.Method), out var older))
        {
            return operation;
        }

        Rename(request.RouteValues, NamesOf(operation.Route.Path), NamesOf(older.Route.Path));
        return older;
    }

    // The same values under the names that 0.3 has for them.
    private static void Rename(RouteValueDictionary values, string[] from, string[] to)
    {
        var given = from.Select(name => values[name]).ToList();
        foreach (var name in from)
        {
            values.Remove(name);
        }

        foreach (var (name, value) in to.Zip(given))
        {
            values[name] = value;
        }
    }

    private static string ShapeOf(string path) => Parameter().Replace(path, "{}");

    private static string[] NamesOf(string path) => [.. Parameter().Matches(path).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
