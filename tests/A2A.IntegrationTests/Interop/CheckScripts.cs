using System.Text.Json;

namespace A2A.IntegrationTests.Interop;

/// <summary>The scripts of a folder below <c>Interop</c>, with their packages of npm; each check prints one line of JSON.</summary>
/// <param name="name">The folder's name.</param>
internal sealed class CheckScripts(string name) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("a2a-js").FullName;

    /// <summary>Why nothing can be checked here; null when it can.</summary>
    public string? Missing { get; private set; }

    /// <summary>Copies the scripts to a folder of this run and installs their packages.</summary>
    public async Task PrepareAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Interop");
        var folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        File.Copy(Path.Combine(source, "run.mjs"), Path.Combine(_root, "run.mjs"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(source, name)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        Missing = await JavaScript.PrepareAsync(folder, CancellationToken.None);
    }

    /// <summary>The results of all checks of <c>checks.mjs</c>, by name.</summary>
    public async Task<IReadOnlyDictionary<string, CheckResult>> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await JavaScript.RunAsync(Path.Combine(_root, name), ["checks.mjs", .. arguments], CancellationToken.None);
        exitCode.ShouldBe(0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<CheckResult>(line, JsonSerializerOptions.Web)!)
            .ToDictionary(result => result.Check);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

/// <param name="Check">What was checked.</param>
/// <param name="Why">What went wrong, where it did not pass.</param>
public sealed record CheckResult(string Check, bool Passed, string? Why);
