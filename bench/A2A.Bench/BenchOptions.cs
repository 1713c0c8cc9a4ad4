using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace A2A.Bench;

/// <summary>How much load, for how long, against what. Each is an option of the command line: <c>--Clients 32</c>.</summary>
internal sealed class BenchOptions
{
    /// <summary>Processes of the agent API.</summary>
    [Range(1, 8)]
    public int Replicas { get; set; } = 2;

    /// <summary>Clients at a time; each begins its next call when it has the answer to the last.</summary>
    [Range(1, 256)]
    public int Clients { get; set; } = 16;

    /// <summary>Length of each of the three loops, in seconds.</summary>
    [Range(1, 300)]
    public int Seconds { get; set; } = 10;

    /// <summary>Length of each loop's warm-up, which does not count, in seconds.</summary>
    [Range(0, 60)]
    public int WarmUp { get; set; } = 3;

    /// <summary>How long the webhooks may take after the last submit, in seconds.</summary>
    [Range(1, 600)]
    public int Patience { get; set; } = 120;

    /// <summary>Settings of the agent API as environment variables: <c>--AgentApi:Push:Concurrency 128</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; private set; } = [];

    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static BenchOptions From(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(args).Build();
        var options = configuration.Get<BenchOptions>() ?? new();
        options.Settings = [.. configuration.GetSection("AgentApi").AsEnumerable(makePathsRelative: true)
            .Where(setting => setting.Value is not null)
            .Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!))];
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        return options;
    }
}
