using System.Collections.Immutable;
using System.ComponentModel;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Starts, watches and stops one replica. A replica that ends is not started again, as with the real one.</summary>
internal sealed class ReplicaRunner(ResourceInstance instance, RunServices run) : IDisposable
{
    /// <summary>From the request to end until the process is killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private ChildProcess? _process;
    private Task _watching = Task.CompletedTask;
    private bool _stopping;

    public ResourceInstance Instance => instance;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_process is { Exited.IsCompleted: false } || run.Stopping.IsCancellationRequested)
            {
                return;
            }

            await PublishAsync(s => s with { State = KnownResourceStates.Starting, ExitCode = null, StopTimeStamp = null });
            var start = await run.Commands.CreateAsync(instance, run.Logger, cancellationToken);
            _stopping = false;
            _process = ChildProcess.Start(start, run.Reaper, (line, isError) => run.Output.Write(instance, line, isError));
            run.Endpoints.Open(instance);
            var urls = await ResourceUrls.ResolveAsync(instance, run.ExecutionContext, cancellationToken);
            await PublishAsync(s => Running(s, _process.Id, urls));
            _watching = WatchAsync(_process);
        }
        catch (Exception e) when (e is Win32Exception or DistributedApplicationException or InvalidOperationException or IOException)
        {
            await FailAsync(e.Message);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async Task StopAsync()
    {
        await _oneAtATime.WaitAsync(CancellationToken.None);
        try
        {
            if (_process is { Exited.IsCompleted: false } process)
            {
                _stopping = true;
                await PublishAsync(s => s with { State = KnownResourceStates.Stopping });
                await process.StopAsync(Grace, run.Time);
            }

            await _watching;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    public Task PublishStateAsync(string state) => PublishAsync(s => s with { State = state });

    public Task FailAsync(string reason)
    {
        run.Output.Say(instance, $"could not be started: {reason}", isError: true);
        return PublishStateAsync(KnownResourceStates.FailedToStart);
    }

    private CustomResourceSnapshot Running(CustomResourceSnapshot before, int processId, ImmutableArray<UrlSnapshot> urls) => before with
    {
        State = KnownResourceStates.Running,
        StartTimeStamp = run.Time.GetUtcNow().UtcDateTime,
        Properties = [new("executable.pid", processId)],
        HealthReports = HealthMonitor.Unknown(instance.Resource),
        Urls = urls,
    };

    private async Task WatchAsync(ChildProcess process)
    {
        using var stopped = new CancellationTokenSource();
        var health = run.Health.WatchAsync(instance, stopped.Token);
        var code = await process.Exited;
        run.Endpoints.Close(instance);
        await stopped.CancelAsync();
        await health;
        if (!_stopping)
        {
            run.Output.Say(instance, $"ended with exit code {code}.", isError: code != 0);
        }

        await PublishAsync(s => s with
        {
            State = code == 0 && !_stopping ? KnownResourceStates.Finished : KnownResourceStates.Exited,
            ExitCode = code,
            StopTimeStamp = run.Time.GetUtcNow().UtcDateTime,
        });
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        run.Notifications.PublishUpdateAsync(instance.Resource, instance.Id, change);
}
