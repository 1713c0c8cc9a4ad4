using A2A.AppHost;
using Microsoft.Playwright;

namespace A2A.IntegrationTests.Interop;

/// <summary>A Chromium of this machine without a window.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan LongestInstallation = TimeSpan.FromMinutes(10);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page; skips the test where there is no browser.</summary>
    public async Task<IPage> OpenAsync(string address)
    {
        var context = await NewContextAsync(new());
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>Opens a window of its own; skips the test where there is no browser.</summary>
    public Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        if (_browser is null)
        {
            Assert.Skip("Chromium is not installed: install the package chromium, or Google Chrome, so that it is on the PATH.");
        }

        return _browser.NewContextAsync(options);
    }

    public async ValueTask InitializeAsync()
    {
        if (await FindOrInstallAsync() is not { } program)
        {
            return;
        }

        try
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
        }
        catch
        {
            await DisposeAsync(); // xunit does not dispose of a fixture whose start failed
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    // Installed where that needs no question, as Redis is: as root, on Debian and its relatives.
    private static async Task<string?> FindOrInstallAsync()
    {
        if (Find() is null && Environment.IsPrivilegedProcess && LocalProgram.Find("apt-get") is { } apt)
        {
            foreach (string[] command in new string[][] { ["update"], ["install", "-y", "--no-install-recommends", "chromium"] })
            {
                await LocalProgram.RunAsync(
                    apt,
                    ["-q", "-o", "DPkg::Lock::Timeout=120", .. command],
                    LongestInstallation,
                    CancellationToken.None,
                    ("DEBIAN_FRONTEND", "noninteractive"));
            }
        }

        return Find();
    }

    private static string? Find() => Programs.Select(LocalProgram.Find).FirstOrDefault(path => path is not null);
}
