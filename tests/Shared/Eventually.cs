namespace A2A.Tests;

/// <summary>Looks again until something is so; for what gives no signal. One generous time limit for all.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<Task<bool>> look, string? what = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await look())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"Not so within {Patience}: {what ?? "what the test waits for"}");
            }

            await Task.Delay(Pause);
        }
    }

    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> look, string? what = null) where T : class
    {
        T? found = null;
        await TrueAsync(async () => (found = await look()) is not null, what);
        return found!; // the wait has ended
    }
}
