using A2A.AgentApi.Http.Callers;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Http.Limits;

/// <summary>How many streams each caller has open at this replica.</summary>
internal sealed class StreamSlots(IOptions<LimitOptions> options)
{
    private readonly int _most = options.Value.OpenStreamsPerCaller;
    private readonly Dictionary<string, int> _open = [];

    /// <summary>Takes a place for the request's caller until the request ends, however it ends.</summary>
    /// <returns>False when the caller has as many streams open as it may.</returns>
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
            if (open >= _most)
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

    private sealed class Lease(StreamSlots slots, string caller) : IDisposable
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
