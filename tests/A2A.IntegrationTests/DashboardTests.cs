using System.Diagnostics;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace A2A.IntegrationTests;

/// <summary>What a person sees in the real dashboard.</summary>
public sealed class DashboardTests
{
    private const string Dashboard = "aspire-dashboard";

    [Fact]
    public async Task The_dashboard_shows_one_trace_from_submission_to_the_receiver()
    {
        await using var system = new AppHostFixture { WithDashboard = true };
        await system.InitializeAsync();
        var model = system.App.Services.GetRequiredService<DistributedApplicationModel>();
        Assert.SkipUnless(model.Resources.Any(resource => resource.Name == Dashboard), "There is no dashboard: npm is not installed.");
        await system.App.ResourceNotifications.WaitForResourceHealthyAsync(Dashboard, TestContext.Current.CancellationToken);
        using var caller = new Caller(system);
        using var activity = new Activity("test").Start();

        await caller.NotificationsToTheEndAsync(await caller.SubmitAsync());

        using var dashboard = new HttpClient { BaseAddress = system.App.GetEndpoint(Dashboard, "http") };
        string[] expected =
        [
            "agent-api POST /a2a", "agent-api a2a.message/send", "agent-api task.execute", "agent-api task.step", "agent-api webhook.deliver",
            "webhook-receiver POST /webhook/notifications", "webhook-receiver webhook.receive",
        ];
        IReadOnlySet<string> shown = new HashSet<string>();
        await Eventually.TrueAsync(
            async () => expected.All((shown = await SpansAsync(dashboard, activity.TraceId.ToString())).Contains),
            $"all spans in one trace; there are: {string.Join(", ", shown)}");
    }

    private static async Task<IReadOnlySet<string>> SpansAsync(HttpClient dashboard, string traceId)
    {
        var answer = JsonNode.Parse(await dashboard.GetStringAsync("/api/telemetry/traces"))!;
        return answer["data"]!["resourceSpans"]!.AsArray()
            .SelectMany(resource => resource!["scopeSpans"]!.AsArray()
                .SelectMany(scope => scope!["spans"]!.AsArray())
                .Where(span => span!["traceId"]!.GetValue<string>() == traceId)
                .Select(span => $"{ServiceOf(resource)} {span!["name"]}"))
            .ToHashSet();
    }

    private static string ServiceOf(JsonNode resource) => resource["resource"]!["attributes"]!.AsArray()
        .First(attribute => attribute!["key"]!.GetValue<string>() == "service.name")!["value"]!["stringValue"]!.GetValue<string>();
}
