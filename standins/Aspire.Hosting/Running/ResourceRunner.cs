using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Takes one resource through its life: waits for what it depends on, starts its replicas, stops them.</summary>
internal sealed class ResourceRunner(IResource resource, IReadOnlyList<ResourceInstance> instances, RunServices run) : IDisposable
{
    private readonly IReadOnlyList<ReplicaRunner> _replicas = [.. instances.Select(i => new ReplicaRunner(i, run))];

    public IResource Resource => resource;

    private bool IsProcess => resource is ProjectResource or ExecutableResource or ContainerResource;

    /// <summary>How many processes the model asks for.</summary>
    public static int ReplicasOf(IResource resource) => resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;

    /// <summary>Before anything starts, so that whoever waits for the resource sees all of its replicas.</summary>
    public async Task AnnounceAsync()
    {
        if (IsProcess)
        {
            AddCommands();
        }

        await PublishAsync(KnownResourceStates.NotStarted);
    }

    public async Task StartAsync()
    {
        try
        {
            if (resource.Annotations.OfType<ExplicitStartupAnnotation>().Any())
            {
                return;
            }

            await StartAfterDependenciesAsync(_replicas);
        }
        catch (OperationCanceledException) when (run.Stopping.IsCancellationRequested)
        {
            // The application ends before the resource could start.
        }
    }

    public Task StopAsync() => Task.WhenAll(_replicas.Select(r => r.StopAsync()));

    public void Dispose()
    {
        foreach (var replica in _replicas)
        {
            replica.Dispose();
        }
    }

    private async Task StartAfterDependenciesAsync(IReadOnlyList<ReplicaRunner> replicas)
    {
        try
        {
            await PublishAsync(KnownResourceStates.Waiting);
            await run.Notifications.WaitForDependenciesAsync(resource, run.Stopping);
            await PrepareAsync();
        }
        catch (DistributedApplicationException e)
        {
            await Task.WhenAll(replicas.Select(r => r.FailAsync(e.Message)));
            return;
        }

        await (IsProcess ? Task.WhenAll(replicas.Select(r => r.StartAsync(run.Stopping))) : PublishAsync(KnownResourceStates.Running));
    }

    private async Task PrepareAsync()
    {
        if (resource is ExecutableResource executable && resource.Annotations.OfType<PreparationAnnotation>().LastOrDefault() is { } preparation)
        {
            executable.Command = await preparation.PrepareAsync(run.Stopping);
        }
    }

    private void AddCommands()
    {
        Add(KnownResourceCommands.StartCommand, "Start", replica => StartAfterDependenciesAsync([replica]));
        Add(KnownResourceCommands.StopCommand, "Stop", replica => replica.StopAsync());
        Add(KnownResourceCommands.RestartCommand, "Restart", async replica =>
        {
            await replica.StopAsync();
            await replica.StartAsync(run.Stopping);
        });

        void Add(string name, string displayName, Func<ReplicaRunner, Task> act) =>
            resource.Annotations.Add(new ResourceCommandAnnotation(name, displayName, async context =>
            {
                await act(_replicas.Single(r => r.Instance.Id == context.ResourceName));
                return CommandResults.Success();
            }));
    }

    private Task PublishAsync(string state) => Task.WhenAll(_replicas.Select(r => r.PublishStateAsync(state)));
}
