using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests.Interop;

/// <summary>
/// The system without keys, for programs that others wrote. Comments come after half a second of silence, and only pages of one origin
/// may call from a browser. Starts when a test needs it.
/// </summary>
[CollectionDefinition(Name)]
public sealed class InteropSystem : IAsyncLifetime, ICollectionFixture<InteropSystem>
{
    public const string Name = "interop";

    private readonly Lazy<Task<string>> _start;
    private AppHostFixture? _system;
    private PageServer? _pages;

    public InteropSystem() => _start = new(StartAsync);

    /// <summary>Pages whose origin may call.</summary>
    public string Pages => _pages!.Address; // set before any test

    /// <summary>The address of the agents, with a slash at its end.</summary>
    public Task<string> AgentsAsync() => _start.Value;

    public async ValueTask InitializeAsync() => _pages = await PageServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        if (_pages is not null)
        {
            await _pages.DisposeAsync();
        }
    }

    private async Task<string> StartAsync()
    {
        _system = new()
        {
            Settings =
            [
                "--AgentApi:Samples:Conformance=true",
                "--AgentApi:Http:Heartbeat=00:00:00.5",
                $"--AgentApi:Http:AllowedOrigins:pages={Pages}",
            ],
        };
        await _system.InitializeAsync();
        return _system.App.GetEndpoint("agent-api", "http").AbsoluteUri;
    }
}
