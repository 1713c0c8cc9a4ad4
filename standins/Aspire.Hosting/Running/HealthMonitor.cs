using System.Collections.Immutable;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Keeps the health of a running replica up to date; in quick succession until it is healthy for the first time.</summary>
internal sealed class HealthMonitor(
    ResourceNotificationService notifications, HealthCheckService registeredChecks, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(2);

    public static bool HasChecks(IResource resource) =>
        resource.Annotations.Any(a => a is HealthCheckAnnotation or HttpHealthCheckAnnotation);

    /// <summary>Ends with the replica.</summary>
    public async Task WatchAsync(ResourceInstance instance, CancellationToken stopped)
    {
        if (!HasChecks(instance.Resource))
        {
            return;
        }

        try
        {
            while (!stopped.IsCancellationRequested)
            {
                var reports = await CheckAsync(instance, stopped);
                await notifications.PublishUpdateAsync(instance.Resource, instance.Id, s => s with { HealthReports = reports });
                var healthy = reports.All(r => r.Status == HealthStatus.Healthy);
                await Task.Delay(healthy ? WhileHealthy : WhileUnhealthy, time, stopped);
            }
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
        }
    }

    /// <summary>What is said before the first check: nothing is known yet.</summary>
    public static ImmutableArray<HealthReportSnapshot> Unknown(IResource resource) =>
        HasChecks(resource) ? [new HealthReportSnapshot("pending", null, null, null)] : [];

    private async Task<ImmutableArray<HealthReportSnapshot>> CheckAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var reports = ImmutableArray.CreateBuilder<HealthReportSnapshot>();
        foreach (var annotation in instance.Resource.Annotations.ToArray())
        {
            if (annotation is HttpHealthCheckAnnotation web)
            {
                reports.Add(await AskAsync(web, instance, cancellationToken));
            }
            else if (annotation is HealthCheckAnnotation registered)
            {
                var result = await registeredChecks.CheckHealthAsync(r => r.Name == registered.Key, cancellationToken);
                reports.Add(new(registered.Key, result.Entries.Count == 0 ? null : result.Status, null, null));
            }
        }

        return reports.ToImmutable();
    }

    private async Task<HealthReportSnapshot> AskAsync(
        HttpHealthCheckAnnotation check, ResourceInstance instance, CancellationToken cancellationToken)
    {
        var endpoint = check.Endpoint;
        var url = new UriBuilder(endpoint.Scheme, "localhost", instance.TargetPorts[endpoint.EndpointName], check.Path).Uri;
        var name = $"{endpoint.EndpointName}_{check.Path}";
        try
        {
            using var response = await http.GetAsync(url, cancellationToken);
            var healthy = (int)response.StatusCode == check.StatusCode;
            return new(name, healthy ? HealthStatus.Healthy : HealthStatus.Unhealthy, $"{url} answered {(int)response.StatusCode}", null);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(name, HealthStatus.Unhealthy, $"{url} did not answer", e.Message);
        }
    }
}
