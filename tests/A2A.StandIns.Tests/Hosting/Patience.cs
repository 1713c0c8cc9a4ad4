namespace A2A.StandIns.Tests.Hosting;

/// <summary>The one time limit of these tests: generous, since it only bounds a failure.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static CancellationToken Token => new CancellationTokenSource(Limit).Token;

    /// <summary>Waits for what cannot be awaited, such as the end of somebody else's process.</summary>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits for what cannot be awaited and takes asking.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var token = Token;
        while (!await condition())
        {
            token.IsCancellationRequested.ShouldBeFalse($"Waited in vain for: {what}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
