using System.Collections.Concurrent;

namespace A2A.Protocol.Tests.Client;

/// <summary>A clock whose pauses pass at once, and that remembers how long they should have been.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private long _now = DateTimeOffset.UnixEpoch.UtcTicks;

    public ConcurrentQueue<TimeSpan> Pauses { get; } = [];

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        Pauses.Enqueue(dueTime);
        Interlocked.Add(ref _now, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
