using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <content>Waiting for a state, and for what a resource depends on.</content>
public partial class ResourceNotificationService
{
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var change = await WaitForResourceAsync(resourceName, e => e.Snapshot.State is { } s && states.Contains(s.Text), cancellationToken);
        return change.Snapshot.State!.Text; // the predicate saw it
    }

    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (IsNamed(change, resourceName) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <exception cref="DistributedApplicationException">The resource has ended, and <paramref name="waitBehavior"/> says not to wait on.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var change = await WaitForResourceAsync(
            resourceName, e => IsHealthy(e) || (HasEnded(e) && waitBehavior == WaitBehavior.StopOnResourceUnavailable), cancellationToken);
        return IsHealthy(change) ? change : throw Unavailable(change);
    }

    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) => Task.WhenAll(
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => WaitForDependencyAsync(wait, cancellationToken)));

    private async Task WaitForDependencyAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var behavior = wait.WaitBehavior ?? DefaultWaitBehavior;
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (change.Resource != wait.Resource)
            {
                continue;
            }

            if (IsMet(wait, InstancesOf(wait.Resource)))
            {
                return;
            }

            if (HasEnded(change) && (wait.WaitType == WaitType.WaitForCompletion
                ? change.Snapshot.ExitCode != wait.ExitCode
                : behavior == WaitBehavior.StopOnResourceUnavailable))
            {
                throw Unavailable(change);
            }
        }
    }

    private static bool IsMet(WaitAnnotation wait, IReadOnlyList<ResourceEvent> instances) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => instances.All(IsHealthy),
        WaitType.WaitUntilStarted => instances.All(e => e.Snapshot.State?.Text == KnownResourceStates.Running),
        _ => instances.All(e => HasEnded(e) && e.Snapshot.ExitCode == wait.ExitCode),
    };

    private static bool IsHealthy(ResourceEvent change) => change.Snapshot.HealthStatus == HealthStatus.Healthy;

    private static bool HasEnded(ResourceEvent change) =>
        change.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    private static DistributedApplicationException Unavailable(ResourceEvent change) => new(
        $"'{change.ResourceId}' is {change.Snapshot.State?.Text}" + (change.Snapshot.ExitCode is { } code ? $" with exit code {code}." : "."));
}
