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
            "--AgentApi:Samples:Pace=1", // a task that is to be followed lasts until a busy client comes
            "--AgentApi:Agents:Default=conformance", $"--AgentApi:Callers:ApiKeys:javascript={Key}",
            "--AgentApi:Callers:Issuers:login:Issuer=https://login.example", "--AgentApi:Callers:Issuers:login:Audience=a2a-agents",
            "--AgentApi:Callers:Issuers:keys:Issuer=https://keys.example", "--AgentApi:Callers:Issuers:keys:Audience=a2a-agents",
            "--AgentApi:Callers:Issuers:keys:Jwks=https://keys.example/jwks.json",
        ],
    };

    // Checks of one version and binding share one run of the script. All run at once: most of the time they wait for tasks.
    private Dictionary<(string Version, string Binding), Task<IReadOnlyDictionary<string, CheckResult>>> _runs = [];

    private readonly CheckScripts _scripts = new("a2a-js");

    public static IReadOnlyList<(string Version, string Binding)> Modes { get; } =
        [("1.0", "JSONRPC"), ("1.0", "HTTP+JSON"), ("1.0", "GRPC"), ("0.3", "JSONRPC"), ("0.3", "HTTP+JSON")];

    /// <summary>Why nothing can be checked here; null when it can.</summary>
    public string? Missing => _scripts.Missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync(); // xunit does not dispose of a fixture whose start failed
            throw;
        }
    }

    private async Task StartAsync()
    {
        await _scripts.PrepareAsync();
        if (Missing is null)
        {
            await _system.InitializeAsync();
            _runs = Modes.ToDictionary(mode => mode, mode => RunAsync(mode.Version, mode.Binding));
        }
    }

    /// <summary>The results of all checks, by name.</summary>
    public Task<IReadOnlyDictionary<string, CheckResult>> ResultsAsync(string version, string binding) => _runs[(version, binding)];

    public async ValueTask DisposeAsync()
    {
        // A failure is told by the tests that want its results.
        await ((Task)Task.WhenAll(_runs.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _system.DisposeAsync();
        _scripts.Dispose();
    }

    private Task<IReadOnlyDictionary<string, CheckResult>> RunAsync(string version, string binding) =>
        _scripts.RunAsync(_system.App.GetEndpoint("agent-api", "http").AbsoluteUri, version, binding, Key);
}
