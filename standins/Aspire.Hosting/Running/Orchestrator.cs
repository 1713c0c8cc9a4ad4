using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Runs the whole model as local processes. Stands for the real orchestrator (DCP).</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    ResourceNotificationService notifications,
    ResourceOutput output,
    HealthCheckService healthChecks,
    IConfiguration configuration,
    ILogger<Orchestrator> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Reaper _reaper = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = HealthCheckTimeout };
    private readonly EndpointAllocation _endpoints = new(new Ports(TimeProvider.System), configuration.GetValue<bool>("DcpPublisher:RandomizePorts"));
    private readonly List<ResourceRunner> _runners = [];
    private Task _starting = Task.CompletedTask;

    /// <exception cref="DistributedApplicationException">The application cannot run as the model says, for instance because a port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var run = new RunServices(
            notifications, output, new HealthMonitor(notifications, healthChecks, _http, TimeProvider.System), new StartCommand(executionContext),
            _endpoints, _reaper, executionContext, logger, TimeProvider.System, _stopping.Token);
        foreach (var resource in model.Resources)
        {
            var instances = Enumerable.Range(0, ResourceRunner.ReplicasOf(resource)).Select(_ => new ResourceInstance(resource)).ToList();
            await _endpoints.AllocateAsync(resource, instances, cancellationToken);
            _runners.Add(new ResourceRunner(resource, instances, run));
        }

        foreach (var runner in _runners)
        {
            await runner.AnnounceAsync();
        }

        _starting = Task.WhenAll(_runners.Select(r => r.StartAsync()));
    }

    /// <summary>Whoever depends on others first, so that nobody loses what he needs while he finishes his work.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _starting;
        var stopped = new Dictionary<IResource, Task>();
        foreach (var runner in StopOrder.Sort(_runners, r => r.Resource))
        {
            var dependents = _runners.Where(r => StopOrder.Needs(r.Resource, runner.Resource)).Select(r => stopped.GetValueOrDefault(r.Resource, Task.CompletedTask)).ToArray();
            stopped[runner.Resource] = StopAfterAsync(runner, dependents);
        }

        await Task.WhenAll(stopped.Values);
    }

    public async ValueTask DisposeAsync()
    {
        _runners.ForEach(r => r.Dispose());
        await _endpoints.DisposeAsync();
        _reaper.Dispose();
        _http.Dispose();
        _stopping.Dispose();
    }

    private static async Task StopAfterAsync(ResourceRunner runner, Task[] dependents)
    {
        await Task.WhenAll(dependents);
        await runner.StopAsync();
    }
}
