using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace A2A.Packages.Tests;

/// <summary>Follows the guide: the packages alone are enough for an agent with durable tasks and webhooks.</summary>
public sealed class WriteYourAgentTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Packs what the tests were built with: a Release build of all libraries would take longer than the rest of the guide.
    private static readonly Dictionary<string, string> AsBuilt = new() { ["DOTNET_CLI_DISABLE_PUBLISH_AND_PACK_RELEASE"] = "true" };

    private readonly string _folder = Directory.CreateTempSubdirectory("a2a-guide-").FullName;
    private readonly Guide _guide;
    private readonly LinesOfProcess _agent = new();

    public WriteYourAgentTests() => _guide = new(_folder);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Project => Path.Combine(_folder, "hello-agent");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await ShellAsync($"redis-cli -p {_guide.RedisPort} shutdown nosave || true", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_agent_made_of_the_packages_alone_works_and_its_signed_webhook_arrives()
    {
        var (pack, make, run, send) = _guide.Commands switch
        {
            [var first, var second, var third, var fourth] => (first, second, third, fourth),
            var others => throw new InvalidOperationException($"The guide has {others.Count} blocks of commands."),
        };
        await ShellAsync(pack, Repository.Folder);
        SiblingsOf("A2AAspire.Server.Redis").ShouldBe([("A2AAspire.Server", $"[{_guide.Version}]")]);
        SiblingsOf("A2AAspire.Protocol").ShouldBeEmpty();
        await ShellAsync(make, _folder);
        await File.WriteAllTextAsync(Path.Combine(Project, "Program.cs"), _guide.Program, Token);
        await File.WriteAllTextAsync(Path.Combine(Project, "appsettings.Development.json"), _guide.Settings, Token);
        _agent.Start("bash", ["-euc", run], Project, Packages());
        await _agent.LineAsync("Now listening on", Patience);

        var answer = JsonNode.Parse(await ShellAsync(send, Project)).ShouldNotBeNull();

        var task = answer["result"]?["task"];
        ((string?)task?["status"]?["state"]).ShouldBe("TASK_STATE_COMPLETED", answer.ToJsonString());
        ((string?)task?["status"]?["message"]?["parts"]?[0]?["text"]).ShouldBe("5 words");
        await _agent.LineAsync($"Webhook of task {(string?)task?["id"]}, proved by standard-webhooks", Patience);
        ReferencesOf(Path.Combine(Project, "hello-agent.csproj")).ShouldBe(["A2AAspire.Server.Redis"]);
    }

    // The packages share internals: one of another version would not fit.
    private IEnumerable<(string Id, string Version)> SiblingsOf(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(_folder, "a2a-feed", $"{package}.{_guide.Version}.nupkg"));
        using var nuspec = archive.GetEntry($"{package}.nuspec").ShouldNotBeNull().Open();
        return [.. XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => ((string?)element.Attribute("id") ?? "", (string?)element.Attribute("version") ?? ""))
            .Where(dependency => dependency.Item1.StartsWith("A2AAspire.", StringComparison.Ordinal))];
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(project).Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference")
            .Select(element => (string)element.Attribute("Include").ShouldNotBeNull());

    // The packages of this build must not be taken from, nor left in, the cache that all projects share: they have the same version every time.
    private Dictionary<string, string> Packages() => new()
    {
        ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages"),
        ["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
    };

    private async Task<string> ShellAsync(string commands, string folder)
    {
        await using var shell = new LinesOfProcess();
        shell.Start("bash", ["-euo", "pipefail", "-c", commands], folder, folder == Repository.Folder ? AsBuilt : Packages());
        var exitCode = await shell.ExitAsync(Patience);
        return exitCode == 0 ? shell.Output : throw new InvalidOperationException($"{commands} ended with {exitCode}: {shell.All}");
    }
}
