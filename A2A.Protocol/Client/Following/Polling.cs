namespace A2A.Protocol.Client.Following;

/// <summary>Asks for a task until it needs no more waiting.</summary>
internal sealed class Polling(A2AClient client, A2AClientOptions options)
{
    private readonly Backoff _pauses = options.Polling.Pauses;

    public async Task<AgentTask> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var limit = options.Polling.TimeLimit;
        using var timer = new CancellationTokenSource(limit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await UntilDoneAsync(id, either.Token);
        }
        catch (OperationCanceledException e) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Task {id} did not end within {limit}. It goes on: wait again, or cancel it.", e);
        }
    }

    /// <summary>Until the task is terminal or interrupted, or the token says stop.</summary>
    public async Task<AgentTask> UntilDoneAsync(string id, CancellationToken cancellationToken)
    {
        for (var question = 1; ; question++)
        {
            TimeSpan? asked = null;
            try
            {
                var task = await client.GetTaskAsync(id, historyLength: null, cancellationToken);
                if (task.Status.State.IsTerminal() || task.Status.State.IsInterrupted())
                {
                    return task;
                }
            }
            catch (Exception e) when (Breaks.MayPass(e, cancellationToken))
            {
                asked = (e as A2AException)?.RetryAfter;
            }

            await Task.Delay(_pauses.Pause(question, options.Jitter(), asked), options.Time, cancellationToken);
        }
    }
}
