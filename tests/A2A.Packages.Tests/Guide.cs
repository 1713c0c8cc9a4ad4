using System.Text.RegularExpressions;

namespace A2A.Packages.Tests;

/// <summary>The guide <c>docs/write-your-agent.md</c>, with this test's folder, free ports and a version of its own in the place of the guide's.</summary>
internal sealed partial class Guide
{
    private readonly List<(string Language, string Text)> _blocks;

    public Guide(string folder)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "write-your-agent.md"))
            .Replace("/tmp/", folder + "/", StringComparison.Ordinal)
            .Replace("6379", $"{RedisPort}", StringComparison.Ordinal)
            .Replace("5080", $"{AgentPort}", StringComparison.Ordinal)
            .Replace("0.9.0", Version, StringComparison.Ordinal)
            .Replace("dotnet pack", $"dotnet pack -p:PackageVersion={Version}", StringComparison.Ordinal);
        _blocks = [.. Block().Matches(text).Select(block => (block.Groups[1].Value, block.Groups[2].Value))];
    }

    /// <summary>A version of this run's own: what an earlier run or a reader of the guide has packed is not taken.</summary>
    public string Version { get; } = $"0.9.0-test.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}";

    public int RedisPort { get; } = RedisServer.FreePort();

    public int AgentPort { get; } = RedisServer.FreePort();

    public string Program => Only("csharp");

    public string Settings => Only("json");

    /// <summary>Packs the libraries; makes the project; starts Redis and the agent; sends a task.</summary>
    public IReadOnlyList<string> Commands => [.. _blocks.Where(block => block.Language == "bash").Select(block => block.Text)];

    private string Only(string language) => _blocks.Single(block => block.Language == language).Text;

    [GeneratedRegex("^```(\\w+)\\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
