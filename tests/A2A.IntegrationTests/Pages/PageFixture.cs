using A2A.IntegrationTests.Interop;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;

namespace A2A.IntegrationTests.Pages;

/// <summary>
/// One system and one browser for the tests of a page. The system starts when the first page is opened; without a browser the test
/// is skipped and nothing starts.
/// </summary>
public class PageFixture : IAsyncLifetime
{
    /// <summary>The address to which links to traces lead; no server listens at it.</summary>
    public const string Dashboard = "http://dashboard.example:18888";

    private readonly Browser _browser = new();
    private readonly Lazy<Task<AppHostFixture>> _system;

    public PageFixture()
        : this(["--Replicas=1"])
    {
    }

    protected PageFixture(string[] settings) => _system = new(() => StartAsync(settings));

    /// <summary>The address of one of the services, without a slash at its end.</summary>
    public async Task<string> AddressOfAsync(string service) =>
        (await SystemAsync()).App.GetEndpoint(service, "http").GetLeftPart(UriPartial.Authority);

    public Task<AppHostFixture> SystemAsync() => _system.Value;

    /// <summary>Opens a page in a window of its own and collects what the browser complains of.</summary>
    public async Task<OpenPage> OpenAsync(string service, string path = "/", Look? look = null)
    {
        var window = await _browser.NewContextAsync((look ?? Look.Usual).ToOptions());
        return await OpenPage.AtAsync(window, new Uri(await AddressOfAsync(service) + path));
    }

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)AppHostFixture.Patience.TotalMilliseconds);
        await _browser.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _browser.DisposeAsync();
        if (_system.IsValueCreated)
        {
            await (await _system.Value).DisposeAsync();
        }
    }

    private static async Task<AppHostFixture> StartAsync(string[] settings)
    {
        var system = new AppHostFixture
        {
            Settings =
            [
                "--AgentApi:Samples:Pace=0.05",
                "--AgentApi:Push:GiveUpRefusalAfter=00:00:00",
                $"--AgentApi:Operations:DashboardUrl={Dashboard}/",
                $"--WebhookReceiver:Webhooks:DashboardUrl={Dashboard}/",
                .. settings,
            ],
        };
        await system.InitializeAsync();
        return system;
    }
}

/// <summary>Tests of the receiver's page.</summary>
[CollectionDefinition(Name)]
public sealed class ReceiverPageFixture : ICollectionFixture<PageFixture>
{
    public const string Name = "the receiver's page";
}

/// <summary>
/// Tests of what operators do, on the page and in the dashboard. The system gives up at the first failure, and sends at once all the
/// same: the circuit stays closed.
/// </summary>
[CollectionDefinition(Name)]
public sealed class OperationsFixture() : PageFixture(
    ["--AgentApi:Push:MaxAttempts=1", "--AgentApi:Push:Timeout=00:00:03", "--AgentApi:Push:Circuit:Failures=1000"]),
    ICollectionFixture<OperationsFixture>
{
    public const string Name = "operations";
}

/// <summary>How a person looks at a page.</summary>
public sealed record Look(int Width, ColorScheme Scheme)
{
    private const int Height = 800;

    public static Look Usual { get; } = new(1280, ColorScheme.Light);

    /// <summary>A desktop and a phone, in light and dark.</summary>
    public static IReadOnlyList<Look> All { get; } =
        [Usual, new(1280, ColorScheme.Dark), new(390, ColorScheme.Light), new(390, ColorScheme.Dark)];

    /// <summary>As in the names of screenshots: <c>1280-light</c>.</summary>
    public override string ToString() => $"{Width}-{(Scheme == ColorScheme.Dark ? "dark" : "light")}";

    internal BrowserNewContextOptions ToOptions() => new()
    {
        ViewportSize = new() { Width = Width, Height = Height },
        ColorScheme = Scheme,
        ReducedMotion = ReducedMotion.Reduce,
        Locale = "en-GB",
        TimezoneId = "UTC",
    };
}
