using A2A.Protocol;
using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Agents;

/// <summary>Asks agents for direct answers, and checks what they give.</summary>
internal sealed class AgentFront(IEnumerable<IAgent> agents, IOptions<AgentOptions> options, TimeProvider time) : IAgentFront
{
    private readonly Dictionary<string, IAgent> _agents = agents.ToDictionary(agent => agent.Name);
    private readonly TimeSpan _timeout = options.Value.AnswerTimeout;

    public bool MayAnswer(string agent) => _agents.GetValueOrDefault(agent) is IDirectAgent;

    public bool Deduplicates(string agent) => !_agents.TryGetValue(agent, out var found) || found.DeduplicatesMessages;

    public async Task<Message?> AnswerAsync(string agent, Message message, CancellationToken cancellationToken)
    {
        var answer = await AskAsync((IDirectAgent)_agents[agent], message, cancellationToken);
        if (answer is null)
        {
            return null;
        }

        return answer.Parts.Count > 0
            ? answer with
            {
                MessageId = answer.MessageId.Length > 0 ? answer.MessageId : Guid.NewGuid().ToString("D"),
                ContextId = message.ContextId,
                TaskId = null,
                Role = Role.Agent,
            }
            : throw new InvalidAgentResponseException(
                $"The agent '{agent}' gave an answer without parts; give at least one, or null to work on a task.");
    }

    private async Task<Message?> AskAsync(IDirectAgent agent, Message message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Not only by the token: an agent that does not look at it must not keep the caller.
            return await BeginAsync(agent, message, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new InvalidAgentResponseException(
                $"The agent '{agent.Name}' took longer to answer than Agents:AnswerTimeout, {_timeout}; long work belongs in a task.", e);
        }
        catch (Exception e)
        {
            throw new InvalidAgentResponseException($"The agent '{agent.Name}' failed to answer.", e);
        }
    }

    // An agent may throw before it returns its task: that is a failure like any other.
    private static async Task<Message?> BeginAsync(IDirectAgent agent, Message message, CancellationToken cancellationToken) =>
        await agent.AnswerAsync(message, cancellationToken);
}
