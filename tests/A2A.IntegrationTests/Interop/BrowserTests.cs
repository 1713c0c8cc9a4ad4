using System.Text.Json;
using Microsoft.Playwright;

namespace A2A.IntegrationTests.Interop;

/// <summary>Pages in a browser call the agents of another origin as far as the settings let them.</summary>
[Collection(InteropSystem.Name)]
public sealed class BrowserTests(InteropSystem system, Browser browser) : IClassFixture<Browser>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_an_allowed_origin_reads_the_card_sends_a_message_and_follows_its_task()
    {
        var page = await browser.OpenAsync(system.Pages);

        var states = await RunAsync<string[]>(page, "followByFetch", await system.AgentsAsync());

        states.Length.ShouldBeGreaterThan(5);
        states[^1].ShouldBe("TASK_STATE_COMPLETED");
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_follows_a_task_by_the_browsers_own_EventSource()
    {
        var page = await browser.OpenAsync(system.Pages);

        var events = await RunAsync<JsonElement>(page, "followByEventSource", await system.AgentsAsync());

        events.GetArrayLength().ShouldBeGreaterThan(5);
        events.EnumerateArray().Select(item => item.GetProperty("id").GetString()).ShouldBeUnique();
        events.EnumerateArray().ShouldAllBe(item => item.GetProperty("data").GetString()!.StartsWith('{'));
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_reads_refusals()
    {
        var page = await browser.OpenAsync(system.Pages);

        (await StatusAsync(page, $"{await system.AgentsAsync()}tasks/none", new { headers = V1 })).ShouldBe("404");
    }

    [Fact]
    public async Task A_page_of_another_origin_reads_the_card_but_no_answer_of_an_agent()
    {
        await using var strangers = await PageServer.StartAsync();
        var page = await browser.OpenAsync(strangers.Address);
        var agents = await system.AgentsAsync();

        (await StatusAsync(page, $"{agents}.well-known/agent-card.json", new { headers = V1 })).ShouldBe("200");
        (await StatusAsync(page, $"{agents}tasks", new { })).ShouldBe("TypeError");
        (await StatusAsync(page, $"{agents}tasks", new { headers = V1 })).ShouldBe("TypeError");
    }

    [Fact]
    public async Task A_message_of_a_page_of_another_origin_never_becomes_a_task()
    {
        await using var strangers = await PageServer.StartAsync();
        var page = await browser.OpenAsync(strangers.Address);
        var agents = await system.AgentsAsync();
        var agent = agents.TrimEnd('/');
        var context = Guid.NewGuid().ToString();

        await Should.ThrowAsync<PlaywrightException>(() =>
            page.EvaluateAsync("([agent, context]) => send(agent, 'hello', context)", new[] { agent, context }));

        using var http = new HttpClient();
        var list = await http.GetStringAsync($"{agents}tasks?contextId={context}&A2A-Version=1.0", Token);
        JsonDocument.Parse(list).RootElement.GetProperty("tasks").GetArrayLength().ShouldBe(0);
    }

    private static Dictionary<string, string> V1 => new() { ["A2A-Version"] = "1.0" };

    /// <summary>Finds the agent, sends a message, and follows its task to the end.</summary>
    private static Task<T> RunAsync<T>(IPage page, string follow, string agents) => page.EvaluateAsync<T>(
        $"async agents => {{ const agent = await findAgent(agents); return {follow}(agent, await send(agent, 'a long task')); }}",
        agents).WaitAsync(AppHostFixture.Patience, Token);

    private static Task<string> StatusAsync(IPage page, string address, object init) =>
        page.EvaluateAsync<string>("([address, init]) => statusOf(address, init)", new[] { address, init })
            .WaitAsync(AppHostFixture.Patience, Token);
}
