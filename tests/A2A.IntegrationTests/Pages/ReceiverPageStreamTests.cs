using System.Text.Json;
using Microsoft.Playwright;
using static A2A.IntegrationTests.Pages.ReceiverPage;
using static Microsoft.Playwright.Assertions;

namespace A2A.IntegrationTests.Pages;

/// <summary>What the receiver's page does when its stream is not as usual.</summary>
[Collection(ReceiverPageFixture.Name)]
public sealed class ReceiverPageStreamTests(PageFixture pages)
{
    private const string Stream = "**/webhook/notifications?all=true*";

    [Fact]
    public async Task A_stream_that_breaks_off_is_told_of_and_tried_again()
    {
        await using var open = await pages.OpenAsync(Receiver);
        await open.Page.RouteAsync(Stream, route => route.AbortAsync());
        await open.Page.ReloadAsync();
        await Expect(open.Page.Locator("#connection")).ToHaveTextAsync("Disconnected, trying again");
        await open.Page.UnrouteAsync(Stream);

        await open.Page.Locator("#retry").ClickAsync();

        await Expect(open.Page.Locator("#connection")).ToHaveTextAsync("Live");
        await Expect(open.Page.Locator("#retry")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Where_a_key_is_needed_the_page_asks_for_it_and_sends_it_with_each_request()
    {
        const string Key = "a-key-of-readers-0123456789";
        await using var open = await pages.OpenAsync(Receiver);
        var id = Guid.NewGuid().ToString();
        await pages.PostSignedAsync(id, "working");
        await open.Page.RouteAsync("**/webhook/notifications*", route => route.Request.Headers.GetValueOrDefault("x-api-key") == Key
            ? route.ContinueAsync()
            : route.FulfillAsync(new() { Status = 401 }));
        await open.Page.ReloadAsync();

        await Expect(open.Page.Locator("#key")).ToBeFocusedAsync();
        (await open.BarriersAsync()).ShouldBeEmpty();
        await open.Page.Keyboard.TypeAsync("another-key-0123456789");
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("#key-problem")).ToHaveTextAsync("That is not the key of this receiver.");
        await open.Page.Locator("#key").FillAsync(Key);
        await open.Page.Keyboard.PressAsync("Enter");

        await Expect(open.Page.Locator("#key-form")).ToBeHiddenAsync();
        await open.Page.Locator("#filter-text").FillAsync(id);
        await open.Task(id).EvaluateAsync("task => { task.open = true; }");
        await open.Task(id).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(open.Task(id).Locator("pre").First).ToContainTextAsync(id);
        (await open.Page.EvaluateAsync<int>("localStorage.length + sessionStorage.length + document.cookie.length")).ShouldBe(0);
    }

    [Fact]
    public async Task Before_anything_has_arrived_the_page_says_how_to_send_a_webhook()
    {
        await using var open = await pages.OpenAsync(Receiver);
        await open.Page.RouteAsync(Stream, route => route.ContinueAsync(new() { Url = route.Request.Url + "&taskId=none" }));

        await open.Page.ReloadAsync();

        await Expect(open.Page.Locator("#empty")).ToBeVisibleAsync();
        await Expect(open.Page.Locator("#example")).ToContainTextAsync($"curl -X POST {await pages.AddressOfAsync(Receiver)}/webhook");
    }

    [Fact]
    public async Task The_page_keeps_the_newest_200_tasks_and_1000_notifications_however_often_it_is_told()
    {
        await using var open = await pages.OpenAsync(Receiver);
        await StreamAsync(open, [.. Enumerable.Range(1, 1_250).Select(sequence => (sequence, $"task-{(sequence - 1) / 5}", Minute: 0))]);

        await Expect(open.Page.Locator("#task-count")).ToHaveTextAsync("200");
        await Expect(open.Page.Locator("#connection")).ToHaveTextAsync("Disconnected, trying again");
        await open.Page.RunAndWaitForRequestAsync(() => open.Page.Locator("#retry").ClickAsync(), Stream);
        (await open.Page.Locator(".task").CountAsync()).ShouldBe(200);
        (await open.Page.Locator(".timeline > li").CountAsync()).ShouldBeLessThanOrEqualTo(1_000);
        await Expect(open.Task("task-249").Locator("li")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task When_the_store_was_emptied_the_page_begins_anew()
    {
        await using var open = await pages.OpenAsync(Receiver);
        await StreamAsync(open, [(1, "before-1", 0), (2, "before-2", 0)]);
        await Expect(open.Page.Locator(".task")).ToHaveCountAsync(2);

        await StreamAsync(open, [(1, "after", 1)], reload: false);

        await Expect(open.Page.Locator(".task h3")).ToHaveTextAsync(["after"]);
    }

    /// <summary>Has the page told of these, and of no others, each time that it asks from now on.</summary>
    private static async Task StreamAsync(OpenPage open, IReadOnlyList<(int Sequence, string TaskId, int Minute)> items, bool reload = true)
    {
        var events = items.Select(item => "data: " + JsonSerializer.Serialize(new
        {
            sequence = item.Sequence,
            taskId = item.TaskId,
            timestamp = $"2026-01-01T00:{item.Minute:00}:00Z",
            schemes = new[] { "token" },
            receipts = 1,
            attempt = 1,
        }));
        var body = string.Join("\n\n", events) + "\n\n";
        await open.Page.RouteAsync(Stream, route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = body }));
        if (reload)
        {
            await open.Page.ReloadAsync();
        }
    }
}
