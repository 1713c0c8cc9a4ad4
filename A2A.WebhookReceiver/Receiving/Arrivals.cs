namespace A2A.WebhookReceiver.Receiving;

/// <summary>Wakes readers that follow what arrives at this process.</summary>
internal sealed class Arrivals
{
    private TaskCompletionSource _next = New();

    /// <summary>Ends at the next arrival. Take it before looking at what is there, so that none comes in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
