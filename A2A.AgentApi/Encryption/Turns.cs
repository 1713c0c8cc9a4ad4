namespace A2A.AgentApi.Encryption;

/// <summary>Runs the same work one at a time, shared by all who ask for it: in an outage nobody waits for the time-outs of others.</summary>
internal sealed class Turns<T>(Func<Task<T>> work)
{
    private readonly Lock _lock = new();
    private Task<T>? _running;
    private Task<T>? _next;

    /// <summary>What comes of the run that is under way, or of a new one.</summary>
    public Task<T> AnyAsync()
    {
        lock (_lock)
        {
            return _running is { IsCompleted: false } running ? running : _next ?? (_running = work());
        }
    }

    /// <summary>What comes of a run that begins after this call.</summary>
    public Task<T> NextAsync()
    {
        lock (_lock)
        {
            return _next ?? (_running is { IsCompleted: false } running ? _next = AfterAsync(running) : _running = work());
        }
    }

    private async Task<T> AfterAsync(Task<T> running)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<T> mine;
        lock (_lock)
        {
            _running = _next;
            _next = null;
            mine = work();
        }

        return await mine;
    }
}
