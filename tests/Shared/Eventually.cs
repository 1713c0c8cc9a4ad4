namespace A2A.Tests;

/// <summary>Looks again until something is so; for what gives no signal. One generous time limit for all.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

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

    /// <summary>
    /// What a call gave that took less than a bound. A call that a busy machine delays is made again; one that never keeps to its bound
    /// fails the test.
    /// </summary>
    public static async Task<T> WithinAsync<T>(TimeSpan bound, Func<Task<T>> call)
    {
        var given = default(T);
        await TrueAsync(
            async () =>
            {
                var began = TimeProvider.System.GetTimestamp();
                given = await call();
                return TimeProvider.System.GetElapsedTime(began) < bound;
            },
            $"an answer within {bound}");
        return given!; // the wait has ended
    }

    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> look, string? what = null) where T : class
    {
        T? found = null;
        await TrueAsync(async () => (found = await look()) is not null, what);
        return found!; // the wait has ended
    }
}
