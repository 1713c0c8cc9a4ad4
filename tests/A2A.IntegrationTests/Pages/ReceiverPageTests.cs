using System.Text;
using System.Text.Json;
using A2A.Webhooks;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace A2A.IntegrationTests.Pages;

/// <summary>What a person sees and does on the receiver's page.</summary>
[Collection(PageFixture.Name)]
public sealed class ReceiverPageTests(PageFixture pages)
{
    private const string Receiver = "webhook-receiver";
    private const string Stream = "**/webhook/notifications?all=true*";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_appears_and_completes_while_the_page_is_open()
    {
        await using var open = await pages.OpenAsync(Receiver);
        using var caller = new Caller(await pages.SystemAsync());
        await Expect(open.Page.Locator("#connection")).ToHaveTextAsync("Live");

        var id = await caller.SubmitAsync();

        var task = Task(open, id);
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

        await PostSignedAsync(id, "working", tamper: true);

        var refused = Refused(open, id);
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

        await PostSignedAsync(id, "working", number: 2, attempt: 3);
        await PostSignedAsync(id, "submitted", number: 1);
        await Expect(Task(open, id).Locator("li")).ToHaveCountAsync(2);
        await PostSignedAsync(id, "working", number: 2, attempt: 4);

        await Expect(Task(open, id).Locator("li").First).ToContainTextAsync("received 2 times");
        await Expect(Task(open, id).Locator("li").First).ToContainTextAsync("attempt 3");
        await Expect(Task(open, id).Locator("li").Last).ToContainTextAsync("out of order");
        await Expect(Task(open, id).Locator(".status .state")).ToHaveTextAsync("working");
        await open.Page.Locator("#filter-text").FillAsync(id);
        await open.Page.Locator("#filter-verdict").SelectOptionAsync("disorder");
        await Expect(Task(open, id).Locator("li:visible")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_search_by_task_and_filters_by_state_and_verdict_leave_what_matches()
    {
        await using var open = await pages.OpenAsync(Receiver);
        string[] ids = [Guid.NewGuid().ToString(), Guid.NewGuid().ToString()];
        await PostSignedAsync(ids[0], "failed", text: $"The disk of {ids[0]} is full");
        await PostSignedAsync(ids[1], "completed");
        await PostSignedAsync(ids[1], "completed", tamper: true);
        await Expect(Refused(open, ids[1])).ToBeVisibleAsync();
        await Expect(Task(open, ids[1])).ToBeVisibleAsync();

        await open.Page.Locator("#filter-text").FillAsync($"disk of {ids[0]}".ToUpperInvariant());
        await Expect(Task(open, ids[0])).ToBeVisibleAsync();
        await Expect(Task(open, ids[1])).ToBeHiddenAsync();
        await Expect(open.Page.Locator("#matches")).ToContainTextAsync("1 of ");

        await open.Page.Locator("#filter-state").SelectOptionAsync("completed");
        await Expect(Task(open, ids[0])).ToBeHiddenAsync();

        await open.Page.Locator("#filter-clear").ClickAsync();
        await open.Page.Locator("#filter-verdict").SelectOptionAsync("refused");
        await Expect(Task(open, ids[1])).ToBeHiddenAsync();
        await Expect(Refused(open, ids[1])).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_payload_is_fetched_when_it_is_asked_for()
    {
        await using var open = await pages.OpenAsync(Receiver);
        var id = Guid.NewGuid().ToString();
        await PostSignedAsync(id, "working", text: "Half of it");
        var button = Task(open, id).GetByRole(AriaRole.Button);
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "false");

        var fetched = await open.Page.RunAndWaitForResponseAsync(() => button.ClickAsync(), "**/webhook/notifications?after=*");

        fetched.Status.ShouldBe(200);
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(Task(open, id).Locator("pre").First).ToContainTextAsync("\"text\": \"Half of it\"");
        await Expect(Task(open, id).Locator("pre").Last).ToContainTextAsync("\"X-A2A-Signature\": \"sha256…\"");
    }

    [Fact]
    public async Task The_keyboard_reaches_everything()
    {
        await using var open = await pages.OpenAsync(Receiver);
        var id = Guid.NewGuid().ToString();
        await PostSignedAsync(id, "working");
        await PostSignedAsync(id, "working", tamper: true);
        await open.Page.Locator("#filter-text").FillAsync(id);
        await Expect(Refused(open, id)).ToBeVisibleAsync();

        var stops = await open.TabStopsAsync();

        stops.Take(7).ShouldBe(
            ["Skip to the tasks", stops[1], stops[2], "filter-text", "filter-state", "filter-verdict", "filter-clear"]);
        stops[1].ShouldStartWith("Tasks");
        stops[2].ShouldStartWith("Refused");
        stops[7].ShouldStartWith(id);
        stops.Skip(8).ShouldContain(stop => stop.StartsWith("Payload"));
        stops.Skip(8).ShouldContain(stop => stop.StartsWith("Headers"));
        await Task(open, id).GetByRole(AriaRole.Button).PressAsync("Enter");
        await Expect(Task(open, id).Locator("pre").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Markup_in_a_hostile_webhook_is_text()
    {
        const string Markup = "<img src=x onerror=\"document.title='taken over'\">";
        await using var open = await pages.OpenAsync(Receiver);
        var id = Markup + Guid.NewGuid();

        await PostAsync(Body(id, state: Markup, text: Markup), [new(WebhookHeaders.NotificationToken, "manual-test-token")]);

        var task = Task(open, id);
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
        await PostAsync("{}", [new(WebhookHeaders.NotificationToken, "manual-test-token")]);
        await PostSignedAsync(Guid.NewGuid().ToString(), "completed", tamper: true);
        var id = await caller.SubmitAsync();
        await caller.NotificationsToTheEndAsync(id);
        var other = Guid.NewGuid().ToString();
        await PostSignedAsync(other, "input-required", number: 2, text: "Which of the two data sets?", attempt: 2);
        await PostSignedAsync(other, "input-required", number: 2, text: "Which of the two data sets?", attempt: 3);
        await PostSignedAsync(other, "working", number: 1, text: "Reading");

        foreach (var look in Look.All)
        {
            await using var open = await pages.OpenAsync(Receiver, look: look);
            await Expect(Task(open, id)).ToHaveAttributeAsync("open", "");
            await open.PhotographAsync("receiver", look);
            await Task(open, id).GetByRole(AriaRole.Button).Last.ClickAsync();
            await Expect(Task(open, id).Locator("pre")).ToHaveCountAsync(2);

            (await open.BarriersAsync()).ShouldBeEmpty($"{look}");
            (await open.OverflowAsync()).ShouldBe(0, $"{look}");
            open.Complaints.ShouldBeEmpty($"{look}");
        }
    }

    [Fact]
    public async Task The_browser_is_told_to_load_nothing_from_elsewhere()
    {
        await using var open = await pages.OpenAsync(Receiver);

        open.Headers["content-security-policy"].ShouldBe(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        (await open.Page.Locator("script:not([src]), style, [style], [onclick]").CountAsync()).ShouldBe(0);
    }

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
        await PostSignedAsync(id, "working");
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
        await Task(open, id).EvaluateAsync("task => { task.open = true; }");
        await Task(open, id).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Task(open, id).Locator("pre").First).ToContainTextAsync(id);
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
        await Expect(Task(open, "task-249").Locator("li")).ToHaveCountAsync(5);
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

    private static ILocator Task(OpenPage open, string id) => open.Page.Locator(".task").Filter(new() { HasText = id });

    private static ILocator Refused(OpenPage open, string id) => open.Page.Locator("#refused-list li").Filter(new() { HasText = id });

    private async Task PostSignedAsync(
        string taskId, string state, int number = 1, int attempt = 1, string text = "Working on it", bool tamper = false)
    {
        var body = Body(taskId, state, text);
        var headers = WebhookSigner.Sign(new WebhookAttempt
        {
            DeliveryId = $"{taskId}_default_{number}",
            TaskId = taskId,
            Time = DateTimeOffset.UtcNow,
            Body = Encoding.UTF8.GetBytes(body),
            Number = attempt,
            Secrets = [WebhookSecret.Parse((await pages.SystemAsync()).WebhookSecret)],
        });
        await PostAsync(tamper ? body.Replace("it", "this", StringComparison.Ordinal) : body, headers);
    }

    private async Task PostAsync(string body, IReadOnlyList<WebhookHeader> headers)
    {
        using var receiver = (await pages.SystemAsync()).App.CreateHttpClient(Receiver, "http");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var header in headers)
        {
            request.Headers.Add(header.Name, header.Value);
        }

        using var response = await receiver.SendAsync(request, Token);
    }

    private static string Body(string taskId, string state, string text) =>
        JsonSerializer.Serialize(new { taskId, status = new { state, message = new { parts = new[] { new { text } } } } });
}
