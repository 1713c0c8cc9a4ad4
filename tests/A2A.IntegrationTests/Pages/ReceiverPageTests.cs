using A2A.Webhooks;
using Microsoft.Playwright;
using static A2A.IntegrationTests.Pages.ReceiverPage;
using static Microsoft.Playwright.Assertions;

namespace A2A.IntegrationTests.Pages;

/// <summary>What a person sees and does on the receiver's page.</summary>
[Collection(ReceiverPageFixture.Name)]
public sealed class ReceiverPageTests(PageFixture pages)
{
    [Fact]
    public async Task A_task_appears_and_completes_while_the_page_is_open()
    {
        await using var open = await pages.OpenAsync(Receiver);
        using var caller = new Caller(await pages.SystemAsync());
        await Expect(open.Page.Locator("#connection")).ToHaveTextAsync("Live");

        var id = await caller.SubmitAsync();

        var task = open.Task(id);
        await Expect(task.Locator(".status .state")).ToHaveTextAsync("completed");
        var heard = await caller.NotificationsToTheEndAsync(id);
        (await task.Locator(".timeline .state").AllInnerTextsAsync()).ShouldBe(heard.Select(notification => notification.State));
        var last = task.Locator("li").Last;
        await Expect(last.Locator(".verdict")).ToContainTextAsync("✓ standard-webhooks, x-a2a-signature, x-webhook-signature, token");
        await Expect(last.Locator(".verdict")).ToContainTextAsync("in order");
        var traceId = heard[^1].Headers["traceparent"].Split('-')[1];
        await Expect(last.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"{PageFixture.Dashboard}/traces/detail/{traceId}");
        await Expect(open.Page.Locator("#announcement")).ToContainTextAsync("New: ");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tampered_webhook_appears_among_the_refused_with_its_reason()
    {
        await using var open = await pages.OpenAsync(Receiver);
        var id = Guid.NewGuid().ToString();

        await pages.PostSignedAsync(id, "working", tamper: true);

        var refused = open.Refused(id);
        await Expect(refused).ToContainTextAsync("not genuine");
        await Expect(refused).ToContainTextAsync("webhook-signature");
        await refused.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(refused.Locator("pre")).ToContainTextAsync("X-A2A-Task-ID");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_and_a_retried_webhook_and_one_out_of_order_are_marked_while_the_page_is_open()
    {
        await using var open = await pages.OpenAsync(Receiver);
        var id = Guid.NewGuid().ToString();

        await pages.PostSignedAsync(id, "working", number: 2, attempt: 3);
        await pages.PostSignedAsync(id, "submitted", number: 1);
        await Expect(open.Task(id).Locator("li")).ToHaveCountAsync(2);
        await pages.PostSignedAsync(id, "working", number: 2, attempt: 4);

        await Expect(open.Task(id).Locator("li").First).ToContainTextAsync("received 2 times");
        await Expect(open.Task(id).Locator("li").First).ToContainTextAsync("attempt 3");
        await Expect(open.Task(id).Locator("li").Last).ToContainTextAsync("out of order");
        await Expect(open.Task(id).Locator(".status .state")).ToHaveTextAsync("working");
        await open.Page.Locator("#filter-text").FillAsync(id);
        await open.Page.Locator("#filter-verdict").SelectOptionAsync("disorder");
        await Expect(open.Task(id).Locator("li:visible")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_search_by_task_and_filters_by_state_and_verdict_leave_what_matches()
    {
        await using var open = await pages.OpenAsync(Receiver);
        string[] ids = [Guid.NewGuid().ToString(), Guid.NewGuid().ToString()];
        await pages.PostSignedAsync(ids[0], "failed", text: $"The disk of {ids[0]} is full");
        await pages.PostSignedAsync(ids[1], "completed");
        await pages.PostSignedAsync(ids[1], "completed", tamper: true);
        await Expect(open.Refused(ids[1])).ToBeVisibleAsync();
        await Expect(open.Task(ids[1])).ToBeVisibleAsync();

        await open.Page.Locator("#filter-text").FillAsync($"disk of {ids[0]}".ToUpperInvariant());
        await Expect(open.Task(ids[0])).ToBeVisibleAsync();
        await Expect(open.Task(ids[1])).ToBeHiddenAsync();
        await Expect(open.Page.Locator("#matches")).ToContainTextAsync("1 of ");

        await open.Page.Locator("#filter-state").SelectOptionAsync("completed");
        await Expect(open.Task(ids[0])).ToBeHiddenAsync();

        await open.Page.Locator("#filter-clear").ClickAsync();
        await open.Page.Locator("#filter-verdict").SelectOptionAsync("refused");
        await Expect(open.Task(ids[1])).ToBeHiddenAsync();
        await Expect(open.Refused(ids[1])).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_payload_is_fetched_when_it_is_asked_for()
    {
        await using var open = await pages.OpenAsync(Receiver);
        var id = Guid.NewGuid().ToString();
        await pages.PostSignedAsync(id, "working", text: "Half of it");
        var button = open.Task(id).GetByRole(AriaRole.Button);
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "false");

        var fetched = await open.Page.RunAndWaitForResponseAsync(() => button.ClickAsync(), "**/webhook/notifications?after=*");

        fetched.Status.ShouldBe(200);
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(open.Task(id).Locator("pre").First).ToContainTextAsync("\"text\": \"Half of it\"");
        await Expect(open.Task(id).Locator("pre").Last).ToContainTextAsync("\"X-A2A-Signature\": \"sha256…\"");
    }

    [Fact]
    public async Task The_keyboard_reaches_everything()
    {
        await using var open = await pages.OpenAsync(Receiver);
        var id = Guid.NewGuid().ToString();
        await pages.PostSignedAsync(id, "working");
        await pages.PostSignedAsync(id, "working", tamper: true);
        await open.Page.Locator("#filter-text").FillAsync(id);
        await Expect(open.Refused(id)).ToBeVisibleAsync();

        var stops = await open.TabStopsAsync();

        stops.Take(7).ShouldBe(
            ["Skip to the tasks", stops[1], stops[2], "filter-text", "filter-state", "filter-verdict", "filter-clear"]);
        stops[1].ShouldStartWith("Tasks");
        stops[2].ShouldStartWith("Refused");
        stops[7].ShouldStartWith(id);
        stops.Skip(8).ShouldContain(stop => stop.StartsWith("Payload"));
        stops.Skip(8).ShouldContain(stop => stop.StartsWith("Headers"));
        await open.Task(id).GetByRole(AriaRole.Button).PressAsync("Enter");
        await Expect(open.Task(id).Locator("pre").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Markup_in_a_hostile_webhook_is_text()
    {
        const string Markup = "<img src=x onerror=\"document.title='taken over'\">";
        await using var open = await pages.OpenAsync(Receiver);
        var id = Markup + Guid.NewGuid();

        await pages.PostAsync(Body(id, state: Markup, text: Markup), [new(WebhookHeaders.NotificationToken, "manual-test-token")]);

        var task = open.Task(id);
        await Expect(task.Locator("h3")).ToHaveTextAsync(id);
        await Expect(task.Locator(".said")).ToHaveTextAsync(Markup);
        await task.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(task.Locator("pre").First).ToContainTextAsync("<img src=x");
        await Expect(open.Page.Locator("img")).ToHaveCountAsync(0);
        (await open.Page.TitleAsync()).ShouldBe("Webhook receiver");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_is_without_barriers_and_fits_its_window_on_a_desktop_and_a_phone_in_light_and_dark()
    {
        using var caller = new Caller(await pages.SystemAsync());
        await pages.PostAsync("{}", [new(WebhookHeaders.NotificationToken, "manual-test-token")]);
        await pages.PostSignedAsync(Guid.NewGuid().ToString(), "completed", tamper: true);
        var id = await caller.SubmitAsync();
        await caller.NotificationsToTheEndAsync(id);
        var other = Guid.NewGuid().ToString();
        await pages.PostSignedAsync(other, "input-required", number: 2, text: "Which of the two data sets?", attempt: 2);
        await pages.PostSignedAsync(other, "input-required", number: 2, text: "Which of the two data sets?", attempt: 3);
        await pages.PostSignedAsync(other, "working", number: 1, text: "Reading");

        foreach (var look in Look.All)
        {
            await using var open = await pages.OpenAsync(Receiver, look: look);
            await Expect(open.Task(id)).ToHaveAttributeAsync("open", "");
            await open.PhotographAsync("receiver", look);
            await open.Task(id).GetByRole(AriaRole.Button).Last.ClickAsync();
            await Expect(open.Task(id).Locator("pre")).ToHaveCountAsync(2);

            (await open.BarriersAsync()).ShouldBeEmpty($"{look}");
            (await open.OverflowAsync()).ShouldBeEmpty($"{look}");
            open.Complaints.ShouldBeEmpty($"{look}");
        }
    }

    [Fact]
    public async Task A_picture_without_words_would_be_a_barrier()
    {
        await using var open = await pages.OpenAsync(Receiver);
        await open.Page.EvaluateAsync("() => { document.querySelector('main').append(document.createElement('img')); }");

        (await open.BarriersAsync()).ShouldHaveSingleItem().ShouldStartWith("critical image-alt: ");
    }

    [Fact]
    public async Task The_browser_is_told_to_load_nothing_from_elsewhere()
    {
        await using var open = await pages.OpenAsync(Receiver);

        open.Headers["content-security-policy"].ShouldBe(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        (await open.Page.Locator("script:not([src]), style, [style], [onclick]").CountAsync()).ShouldBe(0);
    }
}
