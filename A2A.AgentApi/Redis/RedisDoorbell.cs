using System.Collections.Concurrent;
using A2A.AgentApi.Tasks;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>One pub/sub subscription for the whole process; the client renews it after an outage.</summary>
internal sealed class RedisDoorbell(RedisScripts scripts, ILogger<RedisDoorbell> logger) : BackgroundService, IDoorbell
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Listener, byte>> _listeners = new();

    public IDisposable Listen(Bell bell, Action ring)
    {
        var listener = new Listener(this, bell.Name, ring);
        // Under contention with the removal of an emptied set the addition is tried again on a fresh one.
        while (true)
        {
            var set = _listeners.GetOrAdd(bell.Name, _ => new());
            lock (set)
            {
                if (_listeners.TryGetValue(bell.Name, out var current) && ReferenceEquals(current, set))
                {
                    set[listener] = 0;
                    return listener;
                }
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var channel = new RedisChannel(RedisKeys.Doorbell, RedisChannel.PatternMode.Literal);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var redis = await scripts.Connection.WaitAsync(stoppingToken);
                await redis.GetSubscriber().SubscribeAsync(channel, (_, message) => Ring(message.ToString()));
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                if (e is RedisServerException)
                {
                    RedisLog.DoorbellNotHung(logger, e);
                }

                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Ring(string name)
    {
        if (_listeners.TryGetValue(name, out var set))
        {
            foreach (var listener in set.Keys)
            {
                listener.Ring();
            }
        }
    }

    private void Remove(Listener listener)
    {
        if (!_listeners.TryGetValue(listener.Name, out var set))
        {
            return;
        }

        lock (set)
        {
            if (set.TryRemove(listener, out _) && set.IsEmpty)
            {
                _listeners.TryRemove(listener.Name, out _);
            }
        }
    }

    private sealed class Listener(RedisDoorbell doorbell, string name, Action ring) : IDisposable
    {
        public string Name => name;

        public void Ring() => ring();

        public void Dispose() => doorbell.Remove(this);
    }
}
