namespace A2A.Protocol.Client;

/// <summary>Talks to an A2A agent, by A2A 0.3 over JSON-RPC; what it takes and gives is the 1.0 model.</summary>
/// <remarks>
/// Safe for concurrent use. Every method throws <see cref="A2AException"/> when the agent refuses or something else
/// than an agent answers, and what HttpClient throws when nothing answers. Nothing is retried; a message may be sent
/// again with the same <see cref="Message.MessageId"/>.
/// Ending the enumeration of a stream closes its connection; SocketsHttpHandler first reads on for up to
/// <see cref="SocketsHttpHandler.ResponseDrainTimeout"/>, two seconds unless told otherwise.
/// </remarks>
public sealed class A2AClient
{
    private const string CardPath = "/.well-known/agent-card.json";

    private readonly HttpClient _http;
    private readonly Uri _card;
    private readonly V03JsonRpcBinding _binding;

    /// <summary>A client of the agent at an endpoint.</summary>
    /// <param name="http">The transport, with its time-out, credentials and limits; stays the caller's.</param>
    /// <param name="endpoint">The agent's absolute URL; when absent the transport's base address.</param>
    /// <exception cref="ArgumentException">Neither gives an absolute URL.</exception>
    public A2AClient(HttpClient http, Uri? endpoint = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        endpoint ??= http.BaseAddress;
        if (endpoint is not { IsAbsoluteUri: true })
        {
            throw new ArgumentException("Give the agent's absolute URL as endpoint, or as base address of the HttpClient.", nameof(endpoint));
        }

        _http = http;
        _card = new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + CardPath);
        _binding = new V03JsonRpcBinding(new JsonRpcChannel(http, endpoint));
    }

    /// <summary>What the agent says of itself.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AgentCard> GetCardAsync(CancellationToken cancellationToken) => AgentCardFetch.FromAsync(_http, _card, cancellationToken);

    /// <summary>Sends a message and gives the task that it became.</summary>
    /// <param name="request">The message, and how the answer shall come.</param>
    /// <param name="cancellationToken">Gives up; the task goes on.</param>
    public Task<AgentTask> SendAsync(SendMessageRequest request, CancellationToken cancellationToken) =>
        _binding.SendAsync(request, cancellationToken);

    /// <summary>Sends a message and gives the events of its task as they happen, the task itself first.</summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Closes the connection; the task goes on.</param>
    public IAsyncEnumerable<StreamItem> StreamAsync(SendMessageRequest request, CancellationToken cancellationToken) =>
        _binding.StreamAsync(request, cancellationToken);

    /// <summary>Follows the events of a task that is there already.</summary>
    /// <param name="id">The task.</param>
    /// <param name="lastEventId">The <see cref="StreamItem.EventId"/> after which to go on; null = from the present state.</param>
    /// <param name="cancellationToken">Closes the connection; the task goes on.</param>
    public IAsyncEnumerable<StreamItem> ResubscribeAsync(string id, string? lastEventId, CancellationToken cancellationToken) =>
        _binding.ResubscribeAsync(id, lastEventId, cancellationToken);

    /// <summary>A task as it is now.</summary>
    /// <param name="id">The task.</param>
    /// <param name="historyLength">How many of the most recent messages it shall hold; null = as the agent likes, 0 = none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AgentTask> GetTaskAsync(string id, int? historyLength, CancellationToken cancellationToken) =>
        _binding.GetTaskAsync(id, historyLength, cancellationToken);

    /// <summary>Asks for a task's end; the task that is given may not have ended yet.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Gives up; the agent may have heard the wish already.</param>
    public Task<AgentTask> CancelAsync(string id, CancellationToken cancellationToken) => _binding.CancelAsync(id, cancellationToken);

    /// <summary>Adds a push config to a task, or replaces the one with its id, and gives it as the agent keeps it.</summary>
    /// <param name="config">The config, with its <see cref="TaskPushNotificationConfig.TaskId"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The config names no task.</exception>
    public Task<TaskPushNotificationConfig> SetPushConfigAsync(TaskPushNotificationConfig config, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(config?.TaskId);
        return _binding.SetPushConfigAsync(config, cancellationToken);
    }

    /// <summary>A push config of a task; the agent may leave its secrets out.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="configId">The config's id within the task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<TaskPushNotificationConfig> GetPushConfigAsync(string taskId, string configId, CancellationToken cancellationToken) =>
        _binding.GetPushConfigAsync(taskId, configId, cancellationToken);

    /// <summary>All push configs of a task; the agent may leave their secrets out.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<TaskPushNotificationConfig>> ListPushConfigsAsync(string taskId, CancellationToken cancellationToken) =>
        _binding.ListPushConfigsAsync(taskId, cancellationToken);

    /// <summary>Ends a subscription; one that is not there is no error.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="configId">The config's id within the task.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeletePushConfigAsync(string taskId, string configId, CancellationToken cancellationToken) =>
        _binding.DeletePushConfigAsync(taskId, configId, cancellationToken);
}
