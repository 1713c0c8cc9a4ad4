using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stand-in of the real type: runs a command of a resource, on one replica or on all.</summary>
public class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ILoggerFactory _loggers;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(ResourceNotificationService notifications, ILoggerFactory loggers, IServiceProvider services)
    {
        _notifications = notifications;
        _loggers = loggers;
        _services = services;
    }

    /// <param name="resourceId">A replica's own name, or a resource's name when it has one replica.</param>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (!_notifications.TryGetCurrentState(resourceId, out var state))
        {
            return CommandResults.Failure($"There is no resource '{resourceId}'.");
        }

        return await ExecuteAsync(state, commandName, cancellationToken);
    }

    /// <summary>On every replica; the first failure is the result. Of successes only the data of one is kept, as by the real type.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(
            _notifications.InstancesOf(resource).Select(state => ExecuteAsync(state, commandName, cancellationToken)));
        return results is [var only] ? only
            : results.FirstOrDefault(r => !r.Success) ?? new() { Success = true, Data = results.Select(r => r.Data).FirstOrDefault(data => data is not null) };
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(ResourceEvent state, string commandName, CancellationToken cancellationToken)
    {
        var command = state.Resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(c => c.Name == commandName);
        if (command is null)
        {
            return CommandResults.Failure($"'{state.ResourceId}' has no command '{commandName}'.");
        }

        var context = new ExecuteCommandContext
        {
            ServiceProvider = _services,
            ResourceName = state.ResourceId,
            CancellationToken = cancellationToken,
            Logger = _loggers.CreateLogger(state.ResourceId),
        };
        try
        {
            return await command.ExecuteCommand(context);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
#pragma warning disable CA1031 // a command is the model author's code: whatever it throws is its result
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return CommandResults.Failure(exception);
        }
    }
}
