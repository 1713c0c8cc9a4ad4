using A2A.Server.Http.Callers;
using Microsoft.Extensions.Options;

namespace A2A.Server.Http.Limits;

/// <summary>The calls that keep this replica busy for long, counted per caller.</summary>
internal sealed class LongCalls(IOptions<LimitOptions> options)
{
    public CallerSlots Streams { get; } = new(options.Value.OpenStreamsPerCaller);

    /// <summary>Sends whose caller waits for the task to come to rest.</summary>
    public CallerSlots WaitingSends { get; } = new(options.Value.WaitingSendsPerCaller);
}

/// <summary>So many places for each caller at this replica.</summary>
internal sealed class CallerSlots(int most)
{
    private readonly Dictionary<string, int> _open = [];

    /// <summary>Takes a place for the request's caller until the request ends, however it ends.</summary>
    /// <returns>False when the caller has no place left.</returns>
    public bool TryTake(HttpContext context)
    {
        if (TryTake(Caller.CountedAs(context)) is not { } lease)
        {
            return false;
        }

        context.Response.RegisterForDispose(lease);
        return true;
    }

    /// <summary>Takes a place; null when the caller has no more.</summary>
    public IDisposable? TryTake(string caller)
    {
        lock (_open)
        {
            var open = _open.GetValueOrDefault(caller);
            if (open >= most)
            {
                return null;
            }

            _open[caller] = open + 1;
        }

        return new Lease(this, caller);
    }

    private void Release(string caller)
    {
        lock (_open)
        {
            if (--_open[caller] == 0)
            {
                _open.Remove(caller);
            }
        }
    }

    private sealed class Lease(CallerSlots slots, string caller) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                slots.Release(caller);
            }
        }
    }
}
