using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace A2A.IntegrationTests.Pages;

/// <summary>A page that is open, with what the browser complained of.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    /// <summary>The folder that screenshots are written to; without it there are none.</summary>
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("A2A_SCREENSHOTS");

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly ConcurrentQueue<string> _complaints = [];

    private OpenPage(IPage page)
    {
        Page = page;
        page.SetDefaultTimeout((float)AppHostFixture.Patience.TotalMilliseconds);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Response += (_, response) => Note(response.Status == 404, $"404 for {response.Url}");
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings in the browser's console, exceptions of scripts, files that are missing.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The headers of the page itself.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    internal static async Task<OpenPage> AtAsync(IBrowserContext window, Uri address)
    {
        var open = new OpenPage(await window.NewPageAsync());
        var response = await open.Page.GotoAsync(address.AbsoluteUri);
        open.Headers = response!.Headers; // null only for a change of the fragment
        return open;
    }

    /// <summary>What a person with a screen reader or weak eyes would stumble over: serious and critical findings of axe.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync()
    {
        Page.Frames.ShouldHaveSingleItem();
        // It has no frames. For their sake the package for Playwright opens a second page in each run.
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await Page.EvaluateAsync(Axe);
        }

        return await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run({ resultTypes: ["violations"] })).violations
              .filter(found => found.impact === "serious" || found.impact === "critical")
              .map(found => `${found.impact} ${found.id}: ${found.help} ${found.nodes.map(node => node.html).join("; ")}`)
            """);
    }

    /// <summary>What sticks out of the window on the right, when the page is wider than it.</summary>
    public Task<string[]> OverflowAsync() => Page.EvaluateAsync<string[]>("""
        () => {
          const width = document.documentElement.clientWidth;
          return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("body *")]
            .filter(element => element.getBoundingClientRect().right > width)
            .map(element => `${element.tagName} ${element.className}: ${element.textContent.trim().slice(0, 60)}`);
        }
        """);

    /// <summary>Presses Tab until the focus is back at the start, and names what had it: by id, else by its text.</summary>
    public async Task<IReadOnlyList<string>> TabStopsAsync()
    {
        const string Focused = """
            () => {
              const focused = document.activeElement;
              return focused === document.body ? "" : focused.id || focused.getAttribute("aria-label") || focused.innerText.trim();
            }
            """;
        List<string> stops = [];
        await Page.EvaluateAsync("() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }");
        do
        {
            await Page.Keyboard.PressAsync("Tab");
            stops.Add(await Page.EvaluateAsync<string>(Focused));
        }
        while (stops[^1] != "");

        return stops;
    }

    /// <summary>Writes <c>receiver-1280-light.png</c> where the environment variable <c>A2A_SCREENSHOTS</c> names a folder.</summary>
    public async Task PhotographAsync(string name, Look look)
    {
        if (Screenshots is not null)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}-{look}.png") });
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private void Note(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            _complaints.Enqueue(text);
        }
    }
}
