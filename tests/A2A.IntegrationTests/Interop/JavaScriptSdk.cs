using System.Collections.Concurrent;
using System.Text.Json;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests.Interop;

/// <summary>The system with the conformance agent as its default and callers by key, and what the JavaScript SDK found out about it.</summary>
public sealed class JavaScriptSdk : IAsyncLifetime
{
    private const string Key = "interop-key-of-the-javascript-sdk";

    private readonly AppHostFixture _system = new()
    {
        // Issuers too, so that the card whose signature is verified has every kind of scheme.
        Settings =
        [
            "--AgentApi:Agents:Default=conformance", $"--AgentApi:Callers:ApiKeys:javascript={Key}",
            "--AgentApi:Callers:Issuers:login:Issuer=https://login.example", "--AgentApi:Callers:Issuers:login:Audience=a2a-agents",
            "--AgentApi:Callers:Issuers:keys:Issuer=https://keys.example", "--AgentApi:Callers:Issuers:keys:Audience=a2a-agents",
            "--AgentApi:Callers:Issuers:keys:Jwks=https://keys.example/jwks.json",
        ],
    };

    // Checks of one version and binding share one run of the script.
    private readonly ConcurrentDictionary<(string Version, string Binding), Lazy<Task<IReadOnlyDictionary<string, Result>>>> _runs = [];

    private readonly string _folder = Directory.CreateTempSubdirectory("a2a-js").FullName;

    /// <summary>Why nothing can be checked here; null when it can.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync(); // nobody disposes of a fixture that did not start
            throw;
        }
    }

    private async Task StartAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Interop", "a2a-js")))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        Missing = await JavaScript.PrepareAsync(_folder, CancellationToken.None);
        if (Missing is null)
        {
            await _system.InitializeAsync();
        }
    }

    /// <summary>The results of all checks, by name.</summary>
    public Task<IReadOnlyDictionary<string, Result>> ResultsAsync(string version, string binding) =>
        _runs.GetOrAdd((version, binding), key => new(() => RunAsync(key.Version, key.Binding))).Value;

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IReadOnlyDictionary<string, Result>> RunAsync(string version, string binding)
    {
        var baseUrl = _system.App.GetEndpoint("agent-api", "http").AbsoluteUri;
        var (exitCode, output) = await JavaScript.RunAsync(_folder, ["checks.mjs", baseUrl, version, binding, Key], CancellationToken.None);
        exitCode.ShouldBe(0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Result>(line, JsonSerializerOptions.Web)!).ToDictionary(result => result.Check);
    }

    /// <param name="Check">What was checked.</param>
    /// <param name="Why">What went wrong, where it did not pass.</param>
    public sealed record Result(string Check, bool Passed, string? Why);
}
