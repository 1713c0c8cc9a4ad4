using System.Collections.Concurrent;
using System.Security.Cryptography;
using A2A.Server.Tasks;

namespace A2A.Server.Push.Keys;

/// <summary>
/// The current key, opened and ready to sign for one caller at a time: opening it for every webhook would cost more than signing.
/// </summary>
/// <param name="askForCurrent">Gives the key that signs now, mostly from memory.</param>
internal sealed class OpenKeys(Func<CancellationToken, Task<SigningKey>> askForCurrent) : IDisposable
{
    private const int MostIdle = 64;

    private readonly ConcurrentBag<OpenKey> _idle = [];
    private volatile string? _current;
    private volatile bool _disposed;

    /// <summary>The key that signs now; dispose of it to give it back.</summary>
    /// <exception cref="StorageUnavailableException">
    /// There is no key to be had now. Nothing can be signed, so nothing is to be sent.
    /// </exception>
    public async ValueTask<OpenKey> TakeAsync(CancellationToken cancellationToken)
    {
        var current = await AskAsync(cancellationToken);
        _current = current.Kid;
        while (_idle.TryTake(out var idle))
        {
            if (idle.Kid == current.Kid)
            {
                return idle;
            }

            idle.Key.Dispose(); // it signs no longer
        }

        return new OpenKey(this, current.Kid, current.Open());
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var idle))
        {
            idle.Key.Dispose();
        }
    }

    // Whatever is wrong with the keys, it is not the receiver's fault: its webhooks wait.
    private async Task<SigningKey> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await askForCurrent(cancellationToken);
        }
        catch (Exception e) when (e is not (StorageUnavailableException or OperationCanceledException))
        {
            throw new StorageUnavailableException("The signing keys cannot be had.", e);
        }
    }

    private void GiveBack(OpenKey key)
    {
        if (_disposed || key.Kid != _current || _idle.Count >= MostIdle)
        {
            key.Key.Dispose();
        }
        else
        {
            _idle.Add(key);
        }
    }

    /// <summary>A key that no other caller signs with meanwhile.</summary>
    internal sealed class OpenKey(OpenKeys keys, string kid, ECDsa key) : IDisposable
    {
        public string Kid { get; } = kid;

        public ECDsa Key { get; } = key;

        public void Dispose() => keys.GiveBack(this);
    }
}
