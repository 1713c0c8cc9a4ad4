using System.Text.Json;
using A2A.Server.Agents;
using A2A.Server.Http.Callers;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Limits;
using A2A.Server.Tasks;

namespace A2A.Server.Http.Calls;

/// <summary>Runs an operation for every binding: finds the agent, agrees on extensions, turns what goes wrong into errors.</summary>
internal sealed partial class OperationRunner(AgentRegistry agents, LongCalls calls, ILogger<OperationRunner> logger)
{
    /// <param name="context">The request; its abort ends only the answer, never the task.</param>
    /// <param name="operation">What to do.</param>
    /// <param name="agentName">The agent in the address; null at the root.</param>
    /// <param name="parameters">As JSON-RPC has them.</param>
    /// <param name="binding">The binding that it came by.</param>
    public async Task<Reply> RunAsync(HttpContext context, Operation operation, string? agentName, JsonElement? parameters, Binding binding)
    {
        var chosen = AgentChoice.Choose(agents, agentName, parameters, operation.ProtocolVersion);
        if (chosen.IsRefused)
        {
            return chosen.Error;
        }

        // Before the operation: a message whose stream is refused must not become a task.
        if (operation.Route.Streams && !calls.Streams.TryTake(context))
        {
            return A2AError.TooManyStreams;
        }

        var call = new OperationCall(
            ContextOf(context, operation, chosen.Value), parameters, binding, ProtocolVersions.TextOf(context.Request));
        var span = CallSpan.Start(operation.Name, chosen.Value);
        var ending = span;
        try
        {
            var reply = AgentExtensions.Negotiate(context, chosen.Value, operation.ProtocolVersion) is { } missing
                ? missing
                : await RunAsync(operation, call, context.RequestAborted);
            if (reply is Reply.Failed failed)
            {
                span?.Refuse(failed.Error);
            }
            else if (span is not null && reply is Reply.Stream)
            {
                context.Response.RegisterForDispose(span); // the call lasts as long as its stream
                ending = null;
            }

            return reply;
        }
        finally
        {
            ending?.Dispose();
        }
    }

    private static CallContext ContextOf(HttpContext context, Operation operation, IAgent agent)
    {
        var lastEventId = context.Request.Headers["Last-Event-ID"];
        return new(
            agent,
            Caller.OwnerOf(context),
            Caller.CountedAs(context),
            operation.ProtocolVersion,
            lastEventId.Count == 0 ? null : lastEventId.ToString());
    }

    private async Task<Reply> RunAsync(Operation operation, OperationCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await operation.Handle(call, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            return A2AError.StorageUnavailable;
        }
        catch (InvalidAgentResponseException e)
        {
            LogBadAnswer(call.Context.Agent.Name, operation.Name, e);
            return A2AError.BadAnswer;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(operation.Name, call.Context.Agent.Name, e);
            return A2AError.Unexpected;
        }
    }

    [LoggerMessage(
        EventId = 402, EventName = "AgentAnswerBad", Level = LogLevel.Error,
        Message = "Agent {Agent} answered {Method} with something that the protocol does not allow")]
    private partial void LogBadAnswer(string agent, string method, Exception exception);

    [LoggerMessage(
        EventId = 403, EventName = "OperationFailed", Level = LogLevel.Error,
        Message = "{Method} of agent {Agent} failed unexpectedly")]
    private partial void LogFailed(string method, string agent, Exception exception);
}
