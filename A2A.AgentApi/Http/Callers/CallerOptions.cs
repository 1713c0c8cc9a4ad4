using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Callers;

/// <summary>Who may call.</summary>
internal sealed class CallerOptions
{
    public const string Section = "Callers";

    /// <summary>The shortest key, in characters.</summary>
    public const int ShortestKey = 16;

    /// <summary>Each caller's key, by the caller's name, to whom its tasks belong. None = everybody may call, as one and the same caller.</summary>
    public Dictionary<string, string> ApiKeys { get; set; } = [];
}

/// <summary>Refuses to start with keys that are easily guessed or belong to two callers. Says whose they are, never what they are.</summary>
internal sealed class CallerOptionsCheck : IValidateOptions<CallerOptions>
{
    public ValidateOptionsResult Validate(string? name, CallerOptions options)
    {
        var problems = options.ApiKeys
            .Where(pair => pair.Value.Length < CallerOptions.ShortestKey || pair.Value.Any(c => c is <= ' ' or > '~'))
            .Select(pair => $"Callers:ApiKeys:{pair.Key} must be at least {CallerOptions.ShortestKey} characters long and hold only visible ASCII.")
            .Concat(options.ApiKeys.GroupBy(pair => pair.Value).Where(group => group.Count() > 1)
                .Select(group => $"Callers:ApiKeys has one key for several callers: {string.Join(", ", group.Select(pair => pair.Key))}; give each its own."))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
