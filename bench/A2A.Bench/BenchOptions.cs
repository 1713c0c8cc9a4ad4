using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace A2A.Bench;

/// <summary>How much of what is measured. Each is an option of the command line: <c>--Rounds 5</c>.</summary>
internal sealed class BenchOptions
{
    /// <summary>The scenarios to run, such as <c>S1,S5</c>; all when empty.</summary>
    public string Only { get; set; } = "";

    /// <summary>How often each variant is measured, in turn with the others.</summary>
    [Range(1, 100)]
    public int Rounds { get; set; } = 3;

    /// <summary>Length of one measurement, in seconds.</summary>
    [Range(1, 300)]
    public int Seconds { get; set; } = 5;

    /// <summary>Length of its warm-up, which does not count, in seconds.</summary>
    [Range(0, 60)]
    public int WarmUp { get; set; } = 1;

    /// <summary>How long the webhooks may take after the last submit, in seconds.</summary>
    [Range(1, 600)]
    public int Patience { get; set; } = 120;

    /// <summary>Streams of S4, and of S6 twice as many.</summary>
    [Range(10, 10_000)]
    public int Streams { get; set; } = 1_000;

    /// <summary>Stored tasks at the largest step of S5; the others are a tenth and a thousandth of it.</summary>
    [Range(1_000, 10_000_000)]
    public int Stored { get; set; } = 1_000_000;

    /// <summary>How long the filling of one Redis may take, in seconds; what is stored by then is what is measured.</summary>
    [Range(1, 3_600)]
    public int FillLimit { get; set; } = 420;

    /// <summary>The file that is written; when empty, <c>docs/performance.md</c> if all scenarios run, else none.</summary>
    public string Report { get; set; } = "";

    /// <summary>Settings of the agent API as environment variables: <c>--AgentApi:Push:Concurrency 128</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; private set; } = [];

    public Durations Durations => new(TimeSpan.FromSeconds(WarmUp), TimeSpan.FromSeconds(Seconds));

    public string? ReportPath => (Report, Only) switch
    {
        ("", "") => Path.Combine(RepositoryFolder(), "docs", "performance.md"),
        ("", _) => null,
        _ => Report,
    };

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

    private static string RepositoryFolder()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "A2AAspire.sln")))
            {
                return folder;
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
