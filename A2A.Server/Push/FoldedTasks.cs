using Microsoft.Extensions.Caching.Memory;

namespace A2A.Server.Push;

/// <summary>Tasks as their subscriptions' receivers know them, so that a turn does not fold the log from its start.</summary>
/// <remarks>What is not here is folded anew.</remarks>
internal sealed class FoldedTasks : IDisposable
{
    private const long MostBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _folds = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>The newest that is kept; an empty one when there is none.</summary>
    public TaskFold Find(Subscription subscription) => _folds.TryGetValue(subscription, out TaskFold? fold) ? fold! : TaskFold.Empty;

    public void Keep(Subscription subscription, TaskFold fold) =>
        _folds.Set(subscription, fold, new MemoryCacheEntryOptions { Size = fold.Bytes, SlidingExpiration = Idle });

    public void Forget(Subscription subscription) => _folds.Remove(subscription);

    public void Dispose() => _folds.Dispose();
}
