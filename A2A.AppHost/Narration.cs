using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace A2A.AppHost;

/// <summary>
/// What a person reads on the console: the addresses, what the sample client does, how to go on, and what does not start.
/// </summary>
internal sealed class Narration(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    IConfiguration configuration) : BackgroundService
{
    public const string AgentApi = "agent-api";
    public const string WebhookReceiver = "webhook-receiver";
    public const string SampleClient = "sample-client";

    /// <summary>A start that takes longer is explained.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    // [sys] Starting process...: Cmd = /usr/bin/dotnet, Args = […]
    private const string ByAspire = "[sys]";

    private const string ExampleParts = """[{"kind": "text", "text": "Train a machine learning model"}]""";

    private readonly ConcurrentDictionary<string, CustomResourceSnapshot> _latest = new();
    private readonly HashSet<string> _ended = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(TellStartAsync(stoppingToken), TellSampleClientAsync(stoppingToken), TellEndsAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Console.Out.WriteLine("  Stopping. What is half done goes on at the next start.");
        }
    }

    private async Task TellStartAsync(CancellationToken cancellationToken)
    {
        var start = Task.WhenAll(new[] { AgentApi, WebhookReceiver }.Select(service =>
            notifications.WaitForResourceHealthyAsync(service, WaitBehavior.WaitOnResourceUnavailable, cancellationToken)));
        while (await Task.WhenAny(start, Task.Delay(Usual, cancellationToken)) != start)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TellWhatIsMissing();
        }

        await start;
        Console.Out.WriteLine(
            $"""

              Agent API         {AddressOf(AgentApi)}
              Operations        {AddressOf(AgentApi)}/ops/
              Webhook receiver  {AddressOf(WebhookReceiver)}
              Dashboard         {DashboardAddress() ?? "off"}

              Ctrl+C stops everything; what is half done goes on at the next start.

            """);
    }

    private void TellWhatIsMissing()
    {
        Console.Out.WriteLine($"  The start takes its time; the dashboard shows more: {DashboardAddress() ?? "it is off"}");
        foreach (var (id, snapshot) in _latest.OrderBy(state => state.Key, StringComparer.Ordinal))
        {
            if (snapshot.HealthStatus is HealthStatus.Unhealthy or HealthStatus.Degraded)
            {
                var reasons = snapshot.HealthReports.Select(report => report.ExceptionText switch
                {
                    null => report.Description,
                    var text when text.Contains(nameof(OperationCanceledException), StringComparison.Ordinal)
                        || text.Contains(nameof(TaskCanceledException), StringComparison.Ordinal) => "it has not answered in time",
                    var text => text.Split('\n')[0],
                });
                Console.Out.WriteLine($"  Still waiting for {id}, which is {snapshot.HealthStatus}: {string.Join(' ', reasons)}");
            }
            else if (snapshot.State?.Text == KnownResourceStates.Waiting)
            {
                Console.Out.WriteLine($"  {id} waits for what it needs.");
            }
        }
    }

    /// <summary>Its lines as it writes them, without what Aspire says before it runs, and after its verdict how to go on.</summary>
    private async Task TellSampleClientAsync(CancellationToken cancellationToken)
    {
        var (runs, told) = (false, false);
        var client = model.Resources.Single(resource => resource.Name == SampleClient);
        await foreach (var lines in logs.WatchAsync(client).WithCancellation(cancellationToken))
        {
            foreach (var line in lines.Select(line => WithoutTime(line.Content)))
            {
                if (!runs || line.StartsWith(ByAspire, StringComparison.Ordinal))
                {
                    runs = line.StartsWith(ByAspire, StringComparison.Ordinal);
                    continue;
                }

                Console.Out.WriteLine($"  {SampleClient} | {line}");
                if (!told && line.StartsWith("VERDICT", StringComparison.Ordinal))
                {
                    told = true;
                    TellNext();
                }
            }
        }
    }

    private void TellNext() => Console.Out.WriteLine(
        $$$"""

          Next: its traces are in the dashboard under Traces. A task of your own:

            curl -X POST {{{AddressOf(AgentApi)}}}/a2a -H "Content-Type: application/json" -d '{
              "jsonrpc": "2.0", "id": 1, "method": "message/send",
              "params": {
                "message": {"role": "user", "messageId": "'"$(date +%s%N)"'", "parts": {{{ExampleParts}}}},
                "pushNotification": {"url": "{{{AddressOf(WebhookReceiver)}}}/webhook/notifications", "token": "manual-test-token"}
              }}'

          Every scenario of the sample client, in a second terminal:

            dotnet run --project A2A.SampleClient -- all

          More: README.md, "Five things to look at".

        """);

    /// <summary>A service that has ended by itself is not started again: a person decides that, in the dashboard.</summary>
    private async Task TellEndsAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            _latest[change.ResourceId] = change.Snapshot;
            var state = change.Snapshot.State?.Text;
            var isService = change.Resource.Name is not SampleClient && change.Resource is ProjectResource or LocalRedisResource;
            if (!isService || !KnownResourceStates.TerminalStates.Contains(state))
            {
                _ended.Remove(change.ResourceId);
            }
            else if (_ended.Add(change.ResourceId))
            {
                var code = change.Snapshot.ExitCode is { } exit
                    ? string.Create(CultureInfo.InvariantCulture, $" with exit code {exit}")
                    : "";
                // As the dashboard calls it: only replicas have names of their own.
                var name = change.Resource.GetReplicaCount() > 1 ? change.ResourceId : change.Resource.Name;
                Console.Out.WriteLine($"  {name} has ended ({state}{code}). Start it again in the dashboard: Resources, {name}, Start.");
            }
        }
    }

    private string AddressOf(string service)
    {
        var resource = (IResourceWithEndpoints)model.Resources.Single(resource => resource.Name == service);
        return new EndpointReference(resource, "http").Url;
    }

    /// <summary>With what logs a person in, where that is needed; null without a dashboard.</summary>
    private string? DashboardAddress() => model.FindDashboard() is { IsAllocated: true } address
        ? configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{address.Url}/login?t={token}" : address.Url
        : null;

    // 2026-11-29T00:31:41.6920000Z VERDICT: passed
    private static string WithoutTime(string line) =>
        line.Split(' ', 2) is [var time, var text] && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _) ? text : line;
}
