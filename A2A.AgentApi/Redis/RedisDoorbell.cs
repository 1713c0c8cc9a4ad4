using System.Collections.Concurrent;
using A2A.AgentApi.Tasks;
using StackExchange.Redis;

namespace A2A.AgentApi.Redis;

/// <summary>One pub/sub subscription for the whole process; the client renews it after an outage.</summary>
internal sealed class RedisDoorbell(RedisScripts scripts, ILogger<RedisDoorbell> logger) : BackgroundService, IDoorbell
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly RedisChannel Channel = new(RedisKeys.Doorbell, RedisChannel.PatternMode.Literal);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Listener, byte>> _listeners = new();

    public IDisposable Listen(Bell bell, Action ring) => Listen(bell, _ =>
    {
        ring();
        return true;
    });

    public IDisposable Listen(Bell bell, Func<string, bool> take)
    {
        var listener = new Listener(this, bell.Name, take);
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
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var redis = await scripts.Connection.WaitAsync(stoppingToken);
                await redis.GetSubscriber().SubscribeAsync(Channel, (_, message) => Hear(message.ToString()));
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

    public void Ring(Bell bell, string subject)
    {
        if (!RingHere(bell, subject))
        {
            _ = PublishAsync($"{bell.Name}:{subject}");
        }
    }

    /// <summary>Rings in this process alone; true when a listener sees to it.</summary>
    /// <param name="bell">The bell.</param>
    /// <param name="subject">What it rings for; empty when it is for no single thing.</param>
    public bool RingHere(Bell bell, string subject)
    {
        var taken = false;
        if (_listeners.TryGetValue(bell.Name, out var set))
        {
            foreach (var listener in set.Keys)
            {
                taken |= listener.Take(subject);
            }
        }

        return taken;
    }

    // "events:<task>" is a bell of its own, "work:<task>" a ring of the bell "work".
    private void Hear(string message)
    {
        if (!_listeners.ContainsKey(message) && message.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
        {
            RingHere(new(message[..colon]), message[(colon + 1)..]);
        }
        else
        {
            RingHere(new(message), "");
        }
    }

    private async Task PublishAsync(string message)
    {
        try
        {
            await scripts.AskAsync("PUBLISH", redis => redis.PublishAsync(Channel, message), CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // The sweep finds what is due.
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

    private sealed class Listener(RedisDoorbell doorbell, string name, Func<string, bool> take) : IDisposable
    {
        public string Name => name;

        public bool Take(string subject) => take(subject);

        public void Dispose() => doorbell.Remove(this);
    }
}
