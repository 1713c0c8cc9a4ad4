namespace A2A.AppHost;

/// <summary>Something that is done once for all who want it at the same time.</summary>
/// <param name="act">What is done.</param>
/// <param name="kept">How long after its end who asks gets the same result.</param>
internal sealed class SharedCall<T>(Func<Task<T>> act, TimeSpan kept, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<T>? _last;
    private long _endedAt;

    public Task<T> RunAsync()
    {
        lock (_lock)
        {
            return _last is { } last && (!last.IsCompleted || (last.IsCompletedSuccessfully && time.GetElapsedTime(_endedAt) < kept)) ? last : _last = ActAsync();
        }
    }

    private async Task<T> ActAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // out of the lock
        try
        {
            return await act();
        }
        finally
        {
            _endedAt = time.GetTimestamp();
        }
    }
}
