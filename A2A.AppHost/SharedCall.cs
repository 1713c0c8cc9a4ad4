namespace A2A.AppHost;

/// <summary>Something that is done once for all who want it at the same time.</summary>
internal sealed class SharedCall<T>(Func<Task<T>> act)
{
    private readonly Lock _lock = new();
    private Task<T>? _last;

    public Task<T> RunAsync()
    {
        lock (_lock)
        {
            return _last is { IsCompleted: false } running ? running : _last = ActAsync();
        }
    }

    private async Task<T> ActAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // out of the lock
        return await act();
    }
}
