using A2A.Protocol.Client.Wire;

namespace A2A.Protocol.Client.Following;

/// <summary>The attempts in a row to take a stream up again, and the pauses before them.</summary>
internal sealed class Attempts(A2AClientOptions options)
{
    private int _made;

    /// <summary>What ended the last connection; null when the server ended it in good order.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The least pause that the server asked for (SSE's <c>retry</c>).</summary>
    public TimeSpan? Wish { get; set; }

    /// <summary>True when streams are not to be taken up again.</summary>
    public bool AreOff => options.Streams.Attempts == 0;

    /// <summary>An event came: the next break is the first again.</summary>
    public void Reset() => _made = 0;

    /// <summary>Waits until the next attempt.</summary>
    /// <exception cref="Exception">The failure itself, when there have been enough attempts.</exception>
    public Task PauseAsync(CancellationToken cancellationToken)
    {
        // A connection that lived but had nothing to tell is no failure of the server.
        _made = Failure is StreamSilentException ? 1 : _made + 1;
        if (_made > options.Streams.Attempts)
        {
            throw Failure ?? new IOException($"The stream ended {_made} times in a row before the task did, without an event between.");
        }

        var refusal = Failure as A2AException;
        var asked = Wish > refusal?.RetryAfter ? Wish : refusal?.RetryAfter ?? Wish;
        return Task.Delay(options.Streams.Pauses.Pause(_made, options.Jitter(), asked), options.Time, cancellationToken);
    }
}
