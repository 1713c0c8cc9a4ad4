using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace A2A.IntegrationTests.Pages;

/// <summary>What an operator sees and does on the page of operations.</summary>
[Collection(OperationsFixture.Name)]
public sealed class OpsPageTests(OperationsFixture pages)
{
    private const string AgentApi = "agent-api";
    private const string Markup = "<img src=x onerror=\"document.title='taken over'\">";

    [Fact]
    public async Task A_submitted_task_appears_and_completes_while_the_page_is_open()
    {
        await using var open = await pages.OpenAsync(AgentApi, "/ops/");
        using var caller = new Caller(await pages.SystemAsync());
        await Expect(open.Page.Locator("#connection")).ToHaveTextAsync("Live");

        var id = await caller.SubmitAsync();

        await Expect(Row(open, id)).ToContainTextAsync("long-running");
        await Expect(Row(open, id).Locator(".badge")).ToHaveTextAsync("completed");
        await open.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^completed") }).ClickAsync();
        await Expect(open.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/ops/#overview/completed$"));
        await Expect(Row(open, id)).ToBeVisibleAsync();
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dead_letter_is_replayed_and_delivered_and_the_others_are_purged_after_a_question()
    {
        await using var receiver = await RefusingReceiver.StartAsync();
        var id = await SubmitAsync(receiver.Url);
        await using var open = await pages.OpenAsync(AgentApi, "/ops/#dead-letters");
        await Expect(Row(open, id).First).ToContainTextAsync("HTTP 401");
        var count = await UntilAllAreBuriedAsync(open, id);

        receiver.IsWilling = true;
        await Row(open, id).First.GetByRole(AriaRole.Button, new() { NameRegex = new("^Replay") }).ClickAsync();

        await Expect(open.Page.Locator("#announcement")).ToHaveTextAsync("It is due again.");
        await Expect(Row(open, id)).ToHaveCountAsync(count - 1);
        await Eventually.TrueAsync(() => Task.FromResult(receiver.Heard.Count == 1), "its delivery");
        receiver.Heard.ShouldHaveSingleItem().ShouldStartWith(id);
        var purge = open.Page.GetByRole(AriaRole.Button, new() { Name = "Purge all" });
        await purge.ClickAsync();
        await Expect(open.Page.Locator("#confirm-no")).ToBeFocusedAsync();
        (await open.BarriersAsync()).ShouldBeEmpty();
        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(purge).ToBeFocusedAsync();
        await Expect(Row(open, id)).ToHaveCountAsync(count - 1);
        await purge.ClickAsync();
        await open.Page.Locator("#confirm-yes").ClickAsync();
        await Expect(open.Page.Locator("main")).ToContainTextAsync("Nothing was given up.");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_is_told_with_its_log_its_deliveries_and_its_trace_and_markup_is_text()
    {
        await using var receiver = await RefusingReceiver.StartAsync();
        var id = await SubmitAsync(receiver.Url, Markup);
        await using var open = await pages.OpenAsync(AgentApi, "/ops/");

        await Row(open, id).GetByRole(AriaRole.Link, new() { Name = id, Exact = true }).ClickAsync();

        await Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = $"Task {id}" })).ToBeVisibleAsync();
        var log = open.Page.Locator("section[aria-labelledby=log]");
        await Expect(log.Locator("tbody tr").First.Locator(".badge")).ToHaveTextAsync("completed");
        await Expect(log).ToContainTextAsync(Markup);
        await Expect(open.Page.Locator("section[aria-labelledby=subscriptions] tbody tr")).ToContainTextAsync("default");
        var delivery = open.Page.Locator("section[aria-labelledby=deliveries] tbody tr").First;
        await Expect(delivery).ToContainTextAsync("HTTP 401");
        await Expect(delivery).ToContainTextAsync(new System.Text.RegularExpressions.Regex("event [1-9]"));
        await Expect(delivery).ToContainTextAsync("<b>The token is not known here.</b>");
        await Expect(delivery.GetByRole(AriaRole.Link)).ToHaveAttributeAsync(
            "href", new System.Text.RegularExpressions.Regex($"^{PageFixture.Dashboard}/traces/detail/[0-9a-f]{{32}}$"));
        await log.Locator("summary").First.ClickAsync();
        await open.Page.WaitForResponseAsync($"**/ops/tasks/{id}");
        await open.Page.WaitForResponseAsync($"**/ops/tasks/{id}"); // asked for once the reading before it was rendered
        await Expect(log.Locator("pre").First).ToBeVisibleAsync();
        await Expect(log.Locator("pre").First).ToContainTextAsync("TASK_STATE_COMPLETED");
        await open.Page.GoBackAsync();
        await Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_at_the_machine_itself_logs_in_by_the_key_and_out_again()
    {
        var system = await pages.SystemAsync();
        await using var open = await pages.OpenAsync(AgentApi, "/ops/#keys");
        await open.Page.SetExtraHTTPHeadersAsync([new("X-Forwarded-For", "203.0.113.7")]);
        await open.Page.ReloadAsync();
        await Expect(open.Page.Locator("#key")).ToBeFocusedAsync();
        (await open.BarriersAsync()).ShouldBeEmpty();

        await open.Page.Keyboard.TypeAsync("another-key-0123456789");
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This key is no operator’s.");
        await open.Page.Locator("#key").FillAsync(system.OperationsKey);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();

        await Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Signing keys" })).ToBeVisibleAsync();
        open.Page.Url.ShouldEndWith("/ops/#keys");
        (await open.Page.EvaluateAsync<int>("localStorage.length + sessionStorage.length + document.cookie.length")).ShouldBe(0);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(open.Page.Locator("#key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_page_rests_while_nobody_looks_and_says_when_it_is_cut_off()
    {
        const string Reading = "**/ops/overview*";
        await using var open = await pages.OpenAsync(AgentApi, "/ops/");
        var connection = open.Page.Locator("#connection");
        await Expect(connection).ToHaveTextAsync("Live");

        await SetHiddenAsync(true);
        await Expect(connection).ToHaveTextAsync("Paused");
        await SetHiddenAsync(false);
        await Expect(connection).ToHaveTextAsync("Live");

        await open.Page.RouteAsync(Reading, route => route.AbortAsync());
        await Expect(connection).ToContainTextAsync("Disconnected, trying again");
        await open.Page.UnrouteAsync(Reading);
        await open.Page.RouteAsync(Reading, route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"status":503,"detail":"The storage of tasks is out of reach; try again later."}""",
        }));
        await open.Page.Locator("#retry").ClickAsync();
        await Expect(connection).ToHaveTextAsync("Not up to date: The storage of tasks is out of reach; try again later.");
        await open.Page.UnrouteAsync(Reading);
        await open.Page.Locator("#retry").ClickAsync();
        await Expect(connection).ToHaveTextAsync("Live");

        Task SetHiddenAsync(bool isHidden) => open.Page.EvaluateAsync(
            $$"""
            Object.defineProperty(document, "hidden", { value: {{(isHidden ? "true" : "false")}}, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
            """);
    }

    [Fact]
    public async Task A_task_that_is_not_there_is_said_to_be_none()
    {
        await using var open = await pages.OpenAsync(AgentApi, "/ops/#task/01a1fd41-d2e7-7122-8cef-01bfff9efe0a");

        await Expect(open.Page.Locator("main")).ToContainTextAsync("There is no task '01a1fd41-d2e7-7122-8cef-01bfff9efe0a'.");
    }

    [Fact]
    public async Task Every_view_is_without_barriers_and_no_wider_than_its_window_in_light_and_dark()
    {
        await using var receiver = await RefusingReceiver.StartAsync();
        var refused = await SubmitAsync(receiver.Url);
        using var caller = new Caller(await pages.SystemAsync());
        foreach (var look in Look.All)
        {
            var id = await caller.SubmitAsync();
            await using var open = await pages.OpenAsync(AgentApi, "/ops/", look);
            await Expect(Row(open, id)).ToBeVisibleAsync();
            await open.PhotographAsync("ops", look);
            await CheckAsync(open, look);
            foreach (var (view, text) in new[] { ($"task/{refused}", "HTTP 401"), ("dead-letters", refused), ("keys", "current") })
            {
                await open.Page.EvaluateAsync($"location.hash = '{view}'");
                await Expect(open.Page.Locator("main")).ToContainTextAsync(text);
                await open.PhotographAsync($"ops-{view.Split('/')[0]}", look);
                await CheckAsync(open, look);
            }
        }

        static async Task CheckAsync(OpenPage open, Look look)
        {
            (await open.BarriersAsync()).ShouldBeEmpty(look.ToString());
            (await open.OverflowAsync()).ShouldBeEmpty(look.ToString());
            open.Complaints.ShouldBeEmpty(look.ToString());
        }
    }

    private static ILocator Row(OpenPage open, string id) => open.Page.Locator("tbody tr").Filter(new() { HasText = id });

    private async Task<string> SubmitAsync(string url, string text = "Train a machine learning model")
    {
        using var caller = new Caller(await pages.SystemAsync());
        var request = caller.LongTask();
        request["message"]!["parts"]![0]!["text"] = text;
        request["pushNotification"]!["url"] = url;
        return (await caller.CallAsync("message/send", request))["result"]!["id"]!.GetValue<string>();
    }

    // As many as there are events, once the task has ended.
    private async Task<int> UntilAllAreBuriedAsync(OpenPage open, string id)
    {
        using var caller = new Caller(await pages.SystemAsync());
        await Eventually.TrueAsync(
            async () => (string?)(await caller.TaskAsync(id))["status"]!["state"] == "completed", "the task's end");
        var details = await open.Page.EvaluateAsync<string>("async id => JSON.stringify(await (await fetch(`tasks/${id}`)).json())", id);
        var count = (int)JsonNode.Parse(details)!["task"]!["events"]!;
        await Expect(Row(open, id)).ToHaveCountAsync(count);
        return count;
    }
}
