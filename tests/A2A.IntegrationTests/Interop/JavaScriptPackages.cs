namespace A2A.IntegrationTests.Interop;

/// <summary>What packages of npm found out about the system as receivers of its webhooks and readers of its streams.</summary>
public sealed class JavaScriptPackages(InteropSystem system) : IAsyncLifetime
{
    private readonly CheckScripts _scripts = new("packages");
    private IReadOnlyDictionary<string, CheckResult> _results = new Dictionary<string, CheckResult>();

    /// <summary>The results of all checks, by name; skips the test where scripts cannot be run.</summary>
    public IReadOnlyDictionary<string, CheckResult> Results
    {
        get
        {
            Assert.SkipWhen(_scripts.Missing is not null, _scripts.Missing ?? "");
            return _results;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await _scripts.PrepareAsync();
            if (_scripts.Missing is null)
            {
                _results = await _scripts.RunAsync(await system.AgentsAsync());
            }
        }
        catch
        {
            await DisposeAsync(); // xunit does not dispose of a fixture whose start failed
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _scripts.Dispose();
        return ValueTask.CompletedTask;
    }
}
