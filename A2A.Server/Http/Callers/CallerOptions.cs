using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Callers;

/// <summary>The callers and operators of this server.</summary>
public sealed class CallerOptions
{
    internal const string Section = "Callers";

    /// <summary>The shortest key, in characters.</summary>
    internal const int ShortestKey = 16;

    /// <summary>
    /// Each caller's key, by the caller's name, which owns its tasks. Without keys and issuers every request is of one and the
    /// same caller.
    /// </summary>
    public Dictionary<string, string> ApiKeys { get; set; } = [];

    /// <summary>
    /// Each operator's key, by the operator's name: may see and change the deliveries of all callers. The agents stay open
    /// where only these are set.
    /// </summary>
    public Dictionary<string, string> Operators { get; set; } = [];

    /// <summary>The issuers of trusted tokens, by a name with which the names of their callers begin.</summary>
    public Dictionary<string, IssuerOptions> Issuers { get; set; } = [];
}

/// <summary>Refuses to start with keys that are easily guessed or belong to two callers. Names their callers, never the keys.</summary>
internal sealed class CallerOptionsCheck : IValidateOptions<CallerOptions>
{
    public ValidateOptionsResult Validate(string? name, CallerOptions options)
    {
        (string Section, string Name, string Key)[] keys =
        [
            .. options.ApiKeys.Select(pair => ("ApiKeys", pair.Key, pair.Value)),
            .. options.Operators.Select(pair => ("Operators", pair.Key, pair.Value)),
        ];
        var problems = keys
            .Where(key => key.Key.Length < CallerOptions.ShortestKey || key.Key.Any(c => c is <= ' ' or > '~'))
            .Select(key => $"Callers:{key.Section}:{key.Name} must be at least {CallerOptions.ShortestKey} characters long"
                + " and hold only visible ASCII.")
            .Concat(keys.Where(key => key.Name.Contains('/', StringComparison.Ordinal))
                .Select(key => $"Callers:{key.Section}:{key.Name} has a slash in its name, which stands for an issuer's caller;"
                    + " choose another name."))
            .Concat(keys.GroupBy(key => key.Key).Where(group => group.Count() > 1)
                .Select(group => $"Callers has one key for several callers: {NamesOf(group)}; give each its own."))
            .Concat(keys.GroupBy(key => key.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
                .Select(group => $"Callers has one name twice: {NamesOf(group)}; give the operator another one."))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string NamesOf(IEnumerable<(string Section, string Name, string Key)> keys) =>
        string.Join(", ", keys.Select(key => key.Section == "Operators" ? $"{key.Name} (operator)" : key.Name));
}
