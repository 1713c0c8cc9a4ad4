namespace A2A.Bench.Load;

/// <summary>Numbers of messages and tokens, each given once in a run.</summary>
internal static class Numbers
{
    private static long _last = 100_000_000_000;

    public static long Next() => Interlocked.Increment(ref _last);

    /// <summary>So many of them in a row.</summary>
    /// <returns>The number before the first.</returns>
    public static long Reserve(int count) => Interlocked.Add(ref _last, count) - count;
}
