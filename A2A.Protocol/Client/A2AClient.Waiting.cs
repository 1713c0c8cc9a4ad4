using A2A.Protocol.Client.Following;

namespace A2A.Protocol.Client;

/// <content>Tasks to their end.</content>
public sealed partial class A2AClient
{
    /// <summary>Asks for a task again and again until it is terminal or interrupted, and gives it as it is then.</summary>
    /// <remarks>
    /// The pauses grow (<see cref="A2AClientOptions.Polling"/>); a server that asks for a longer one by <c>Retry-After</c>
    /// gets it. What may pass (a broken connection, 429, 502 to 504, an internal error) is asked again.
    /// </remarks>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Gives up; the task goes on.</param>
    /// <exception cref="TimeoutException">The time limit passed before; the task goes on.</exception>
    public Task<AgentTask> WaitAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new Polling(this, _options).WaitAsync(id, cancellationToken);
    }

    /// <summary>
    /// Sends a message and sees to it that the caller learns how it ends, by the best way that the agent has: push when
    /// it is asked for and supported, else a stream, else polling.
    /// </summary>
    /// <remarks>
    /// With push the method returns as soon as the agent has taken the message and the webhook in. Otherwise it returns
    /// when the task is terminal or interrupted. An agent that refuses the webhook (-32003, or -32601) has not taken the
    /// message in; it is sent once more without.
    /// </remarks>
    /// <param name="request">The message. How and when the answer comes is decided here, not by its configuration.</param>
    /// <param name="options">The webhook, and the time that the task has.</param>
    /// <param name="cancellationToken">Gives up; the task goes on.</param>
    /// <exception cref="TimeoutException">
    /// The time limit passed; the agent has been asked to cancel the task, unless the options say otherwise.
    /// </exception>
    public Task<FollowOutcome> SendAndFollowAsync(SendMessageRequest request, FollowOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        return new AdaptiveFollow(ForTenant(request.Tenant), _options, options).RunAsync(request, cancellationToken);
    }
}
