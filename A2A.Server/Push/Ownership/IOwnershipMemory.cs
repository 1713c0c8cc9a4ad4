namespace A2A.Server.Push.Ownership;

/// <summary>Which owners of addresses have said that they want webhooks. All replicas share it.</summary>
/// <remarks>Both methods throw <see cref="Tasks.StorageUnavailableException"/>; calling again is harmless.</remarks>
internal interface IOwnershipMemory
{
    /// <param name="question">How was asked, and which origin.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task<bool> HasYesAsync(string question, CancellationToken cancellationToken);

    /// <param name="question">How was asked, and which origin.</param>
    /// <param name="keep">How long the yes counts.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task KeepYesAsync(string question, TimeSpan keep, CancellationToken cancellationToken);
}
