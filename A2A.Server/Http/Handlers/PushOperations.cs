using System.Diagnostics;
using A2A.Protocol;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Push;
using A2A.Server.Tasks;

namespace A2A.Server.Http.Handlers;

/// <summary>What callers do with the push configs of tasks, the same in every version and binding of the protocol.</summary>
internal sealed class PushOperations(PushConfigs configs, TaskService tasks)
{
    /// <summary>A config as it will be kept; nothing where none is given.</summary>
    /// <param name="call">The caller and the agent.</param>
    /// <param name="config">As the caller gave it.</param>
    /// <param name="place">Where it lies in the request: one of <see cref="PushFields"/>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<Outcome<PushConfig?>> CheckAsync(
        CallContext call, TaskPushNotificationConfig? config, string place, CancellationToken cancellationToken)
    {
        if (config is null)
        {
            return Outcome.Of<PushConfig?>(null);
        }

        if (call.Agent.Card.Capabilities.PushNotifications is not true)
        {
            return A2AError.PushNotSupported;
        }

        return await configs.CheckAsync(call.Owner, config, call.ProtocolVersion, call.Agent.Name, cancellationToken) switch
        {
            PushConfigCheck.Accepted accepted => accepted.Config,
            PushConfigCheck.Busy => A2AError.TooManyChallenges,
            PushConfigCheck.Refused refused => A2AError.InvalidParams(PushFields.Path(place, refused.Field), $"{refused.Reason}."),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Adds a config to a task, or replaces the one of the same id.</summary>
    public async Task<Outcome<TaskPushNotificationConfig>> SetAsync(
        CallContext call, string task, TaskPushNotificationConfig config, CancellationToken cancellationToken)
    {
        if (call.Agent.Card.Capabilities.PushNotifications is not true)
        {
            return A2AError.PushNotSupported;
        }

        // The task first: without one the server sends no challenge.
        if (await tasks.FindAsync(call.Owner, call.Agent.Name, task, messages: 0, cancellationToken) is not { } found)
        {
            return A2AError.TaskNotFound(task);
        }

        var place = PushFields.Own(call);
        var accepted = await CheckAsync(call, config, place, cancellationToken);
        if (accepted.IsRefused)
        {
            return accepted.Error;
        }

        return await configs.PutAsync(call.Owner, found.Id, accepted.Value, cancellationToken) switch
        {
            PutConfigOutcome.Put => Redacted(accepted.Value, task),
            PutConfigOutcome.TooMany => A2AError.TooManyConfigs(PushFields.Path(place), configs.Most),
            _ => A2AError.TaskNotFound(task),
        };
    }

    public async Task<Outcome<IReadOnlyList<TaskPushNotificationConfig>>> ListAsync(
        CallContext call, string task, CancellationToken cancellationToken)
    {
        var found = await FindAllAsync(call, task, cancellationToken);
        return found.Then<IReadOnlyList<TaskPushNotificationConfig>>(
            all => all.Select(config => Redacted(config, task) with { Token = null }).ToList());
    }

    /// <summary>The config of that id; the task's first one where no id is given.</summary>
    public async Task<Outcome<TaskPushNotificationConfig>> GetAsync(
        CallContext call, string task, string? configId, CancellationToken cancellationToken)
    {
        var found = await FindAllAsync(call, task, cancellationToken);
        return found.Then<TaskPushNotificationConfig>(all =>
            all.FirstOrDefault(config => configId is null || config.Id == configId) is { } config
                ? Redacted(config, task)
                : A2AError.ConfigNotFound(task, configId));
    }

    /// <summary>Removes the config of that id, the only one where no id is given. Removing one that is not there is fine.</summary>
    public async Task<A2AError?> DeleteAsync(CallContext call, string task, string? configId, CancellationToken cancellationToken)
    {
        // One that is named need not be readable: its key may be lost.
        if (configId is not null && call.Agent.Card.Capabilities.PushNotifications is true)
        {
            return await tasks.FindAsync(call.Owner, call.Agent.Name, task, messages: 0, cancellationToken) is { } known
                && await configs.DeleteAsync(call.Owner, known.Id, configId, cancellationToken) ? null : A2AError.TaskNotFound(task);
        }

        var found = await FindAllAsync(call, task, cancellationToken);
        if (found.IsRefused)
        {
            return found.Error;
        }

        if (found.Value.Count > 1)
        {
            return A2AError.InvalidParams(
                "pushNotificationConfigId", "is missing, and the task has several push configs; name the one to delete.");
        }

        var gone = found.Value is not [var doomed]
            || !TaskId.TryParse(task, out var id)
            || await configs.DeleteAsync(call.Owner, id, doomed.Id, cancellationToken);
        return gone ? null : A2AError.TaskNotFound(task);
    }

    private async Task<Outcome<IReadOnlyList<PushConfig>>> FindAllAsync(CallContext call, string task, CancellationToken cancellationToken)
    {
        if (call.Agent.Card.Capabilities.PushNotifications is not true)
        {
            return A2AError.PushNotSupported;
        }

        // The task first: that of another agent is not this agent's to tell of.
        var found = await tasks.FindAsync(call.Owner, call.Agent.Name, task, messages: 0, cancellationToken) is { } known
            ? await configs.ListAsync(call.Owner, known.Id, cancellationToken)
            : null;
        return found is null ? A2AError.TaskNotFound(task) : Outcome.Of(found);
    }

    /// <summary>The config as answers show it: without secret and credentials. The token stays, since clients compare it.</summary>
    private static TaskPushNotificationConfig Redacted(PushConfig config, string task) => config.Config with
    {
        Id = config.Id,
        TaskId = task,
        Secret = null,
        Authentication = config.Config.Authentication is { } authentication ? authentication with { Credentials = null } : null,
    };
}
