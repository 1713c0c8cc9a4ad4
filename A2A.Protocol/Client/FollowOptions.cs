namespace A2A.Protocol.Client;

/// <summary>How <see cref="A2AClient.SendAndFollowAsync"/> follows a task.</summary>
public sealed record FollowOptions
{
    /// <summary>The webhook that the agent shall notify; null = none, the caller follows by itself.</summary>
    public TaskPushNotificationConfig? Webhook { get; init; }

    /// <summary>How long the task may take when it is followed by stream or polling; infinite = for ever. Push has no limit.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>True when the agent shall be asked to cancel a task that exceeds the time limit.</summary>
    public bool CancelAtTimeLimit { get; init; } = true;
}

/// <summary>How the caller learns of a task's end.</summary>
public abstract record FollowOutcome
{
    private FollowOutcome()
    {
    }

    /// <summary>The agent answered at once, without a task.</summary>
    /// <param name="Message">The answer.</param>
    public sealed record Answered(Message Message) : FollowOutcome;

    /// <summary>The agent tells the webhook; nothing more is to be done here.</summary>
    /// <param name="Task">The task as it was when the agent took it in.</param>
    public sealed record Pushed(AgentTask Task) : FollowOutcome;

    /// <summary>The task was followed until it was terminal or interrupted.</summary>
    /// <param name="Task">The task as it is then.</param>
    /// <param name="By">How.</param>
    public sealed record Followed(AgentTask Task, FollowedBy By) : FollowOutcome;
}

/// <summary>How a task was followed.</summary>
public enum FollowedBy
{
    /// <summary>By a stream of events.</summary>
    Stream,

    /// <summary>By asking again and again.</summary>
    Polling,
}
