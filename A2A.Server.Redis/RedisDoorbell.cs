using System.Collections.Concurrent;
using A2A.Server.Tasks;
using StackExchange.Redis;

namespace A2A.Server.Redis;

/// <summary>One pub/sub subscription for the whole process; the client renews it after an outage.</summary>
internal sealed class RedisDoorbell(RedisScripts scripts, ILogger<RedisDoorbell> logger) : BackgroundService, IDoorbell
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly RedisChannel Channel = new(RedisKeys.Doorbell, RedisChannel.PatternMode.Literal);

    private readonly ConcurrentDictionary<string, Listener[]> _listeners = new();

    public IDisposable Listen(Bell bell, Action ring) => Listen(bell, _ =>
    {
        ring();
        return true;
    });

    public IDisposable Listen(Bell bell, Func<string, bool> take)
    {
        var listener = new Listener(this, bell.Name, take);
        _listeners.AddOrUpdate(bell.Name, [listener], (_, all) => [.. all, listener]);
        return listener;
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
            _ = PublishAsync(subject.Length == 0 ? bell.Name : $"{bell.Name}:{subject}");
        }
    }

    /// <summary>Rings in this process alone; true when a listener sees to it.</summary>
    /// <param name="bell">The bell.</param>
    /// <param name="subject">What it rings for; empty when it is for no single thing.</param>
    public bool RingHere(Bell bell, string subject)
    {
        var taken = false;
        if (_listeners.TryGetValue(bell.Name, out var all))
        {
            foreach (var listener in all)
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
        while (_listeners.TryGetValue(listener.Name, out var all) && all.Contains(listener))
        {
            Listener[] others = [.. all.Where(each => each != listener)];
            if (others.Length == 0
                ? _listeners.TryRemove(KeyValuePair.Create(listener.Name, all))
                : _listeners.TryUpdate(listener.Name, others, all))
            {
                return;
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
