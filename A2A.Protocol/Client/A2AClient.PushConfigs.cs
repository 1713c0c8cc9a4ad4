namespace A2A.Protocol.Client;

/// <content>Where notifications of a task's events are sent.</content>
public sealed partial class A2AClient
{
    /// <summary>Adds a push config to a task, or replaces the one with its id, and gives it as the agent keeps it.</summary>
    /// <param name="config">The config, with its <see cref="TaskPushNotificationConfig.TaskId"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The config names no task.</exception>
    public Task<TaskPushNotificationConfig> SetPushConfigAsync(TaskPushNotificationConfig config, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(config?.TaskId);
        return _channel.CallAsync(_dialect.SetPushConfig(config with { Tenant = config.Tenant ?? _tenant }), cancellationToken);
    }

    /// <summary>A push config of a task; the agent may leave its secrets out.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="configId">The config's id within the task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<TaskPushNotificationConfig> GetPushConfigAsync(string taskId, string configId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskId);
        ArgumentException.ThrowIfNullOrEmpty(configId);
        return _channel.CallAsync(_dialect.GetPushConfig(new() { Tenant = _tenant, TaskId = taskId, Id = configId }), cancellationToken);
    }

    /// <summary>All push configs of a task, over as many pages as the agent gives; the agent may leave their secrets out.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<TaskPushNotificationConfig>> ListPushConfigsAsync(string taskId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskId);
        var configs = new List<TaskPushNotificationConfig>();
        var tokens = new HashSet<string>();
        string? token = null;
        do
        {
            var page = await _channel.CallAsync(
                _dialect.ListPushConfigs(new() { Tenant = _tenant, TaskId = taskId, PageToken = token }), cancellationToken);
            configs.AddRange(page.Configs);
            token = page.NextPageToken;
        }
        while (token.Length > 0 && tokens.Add(token)); // an agent that gives a page's token again would never end

        return configs;
    }

    /// <summary>Ends a subscription; one that is not there is no error.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="configId">The config's id within the task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeletePushConfigAsync(string taskId, string configId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskId);
        ArgumentException.ThrowIfNullOrEmpty(configId);
        return _channel.CallAsync(_dialect.DeletePushConfig(new() { Tenant = _tenant, TaskId = taskId, Id = configId }), cancellationToken);
    }
}
