namespace A2A.Server.Tests.Store;

/// <summary>What a test wants of the store that it opens.</summary>
internal sealed record StoreOptions
{
    /// <summary>On a task.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>On a subscription.</summary>
    public TimeSpan DeliveryLease { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    public int MaxMessages { get; init; } = 1000;

    public int MaxHistoryBytes { get; init; } = 8 * 1024 * 1024;
}
