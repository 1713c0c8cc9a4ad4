using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>What a person sees in the real dashboard, read from its telemetry API.</summary>
[Collection(OneDashboard.Name)]
public sealed class DashboardTests(Dashboard dashboard)
{
    private readonly AppHostFixture _system = dashboard.System;

    private static readonly string[] Noise = ["PING", "EVAL", "SUBSCRIBE", "/health", "/alive", "/ops"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_all_scenarios_each_is_one_trace_and_no_probe_ping_or_poll_is_among_them()
    {
        // Who looks at the receiver's listing, perhaps again and again, begins no trace by that.
        using var reader = _system.App.CreateHttpClient("webhook-receiver", "http");
        await reader.GetStringAsync(new Uri("/webhook/notifications", UriKind.Relative), Token);

        await _system.App.ResourceCommands.ExecuteCommandAsync("sample-client", KnownResourceCommands.StartCommand, Token);
        var end = await _system.App.ResourceNotifications.WaitForResourceAsync("sample-client", resource => resource.Snapshot.ExitCode is not null, Token);
        end.Snapshot.ExitCode.ShouldBe(0, _system.Logs.ToString());
        var link = $"Trace {dashboard.Http.BaseAddress}traces/detail/";
        await Eventually.TrueAsync(() => Task.FromResult(_system.Logs.Of("sample-client").Any(line => line.Contains(link))), link);

        string[] expected =
        [
            "sample-client client.disconnect", "agent-api POST /", "agent-api a2a.SendStreamingMessage", "agent-api task.execute", "agent-api task.step",
            "agent-api webhook.deliver", "webhook-receiver POST /webhook/notifications", "webhook-receiver webhook.receive",
        ];
        IReadOnlyList<Span> spans = [];
        bool IsOfACall(IEnumerable<Span> trace) => trace.Any(span => span.Name.StartsWith("a2a."));
        IEnumerable<Span> OfClient() => spans.Where(span => span.Trace == spans.FirstOrDefault(root => root.Text == expected[0])?.Trace);
        await Eventually.TrueAsync(
            async () => (spans = await dashboard.SpansAsync()).Count > 0 && expected.All(text => OfClient().Any(span => span.Text == text))
                && spans.GroupBy(span => span.Trace).All(IsOfACall),
            $"all spans in one trace, and no trace without a call; there are: {string.Join(", ", spans.Select(span => span.Text).Distinct())}");

        spans.Select(span => span.Name).ShouldNotContain(name => Noise.Any(name.Contains));
        OfClient().Count(span => span.Text == "webhook-receiver GET /webhook/notifications").ShouldBeLessThan(4, "the client does not poll");
        string[] scenarios = [.. spans.Where(span => span.Service == "sample-client" && span.Name.StartsWith("client.")).Select(span => span.Name)];
        scenarios.Distinct().Count().ShouldBe(scenarios.Length);
        scenarios.Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_task_of_ones_own_is_one_trace_and_the_logs_of_all_services_are_there()
    {
        using var caller = new Caller(_system);
        using var activity = new Activity("test").Start();

        await caller.NotificationsToTheEndAsync(await caller.SubmitAsync());

        string[] expected = ["agent-api a2a.message/send", "agent-api task.execute", "agent-api webhook.deliver", "webhook-receiver webhook.receive"];
        IReadOnlyList<Span> spans = [];
        await Eventually.TrueAsync(
            async () => (spans = await dashboard.SpansAsync()) is { } all
                && expected.All(text => all.Any(span => span.Trace == activity.TraceId.ToString() && span.Text == text)),
            $"all spans in one trace; there are: {string.Join(", ", spans.Select(span => span.Text).Distinct())}");
        var logs = (await dashboard.ReadAsync("logs"))["resourceLogs"]!.AsArray().Select(Dashboard.ServiceOf).Distinct();
        logs.ShouldContain("agent-api");
        logs.ShouldContain("webhook-receiver");
    }

    [Fact]
    public async Task The_receivers_page_knows_where_the_dashboard_is()
    {
        using var receiver = _system.App.CreateHttpClient("webhook-receiver", "http");
        receiver.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        var page = await receiver.GetStringAsync(new Uri("/", UriKind.Relative), Token);

        page.ShouldContain($"data-dashboard=\"{dashboard.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}\"");
    }

    [Fact]
    public async Task Without_its_key_the_dashboard_tells_nothing()
    {
        using var stranger = new HttpClient { BaseAddress = dashboard.Http.BaseAddress };

        using var response = await stranger.GetAsync(new Uri("/api/telemetry/traces", UriKind.Relative), Token);

        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }
}
