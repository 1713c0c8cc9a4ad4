using A2A.Server.Tasks;

namespace A2A.Server.Push;

/// <summary>The push configs of tasks. A foreign task is as good as none.</summary>
internal interface IPushConfigStore
{
    /// <summary>Adds a config, or replaces the one of the same id: then its cursor stays.</summary>
    /// <remarks>A new one gets the events from now on.</remarks>
    Task<PutConfigOutcome> PutAsync(string owner, TaskId task, PushConfig config, int most, CancellationToken cancellationToken);

    /// <summary>The task's configs in the order of their ids; null when there is no such task.</summary>
    Task<IReadOnlyList<PushConfig>?> ListAsync(string owner, TaskId task, CancellationToken cancellationToken);

    /// <summary>Removes a config and what is due for it; true also when there is none, false when there is no such task.</summary>
    Task<bool> DeleteAsync(string owner, TaskId task, string configId, CancellationToken cancellationToken);

    /// <summary>Whether the owner of an address said not long ago that it wants webhooks.</summary>
    /// <param name="question">How it was asked, and which origin.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task<bool> HasConsentAsync(string question, CancellationToken cancellationToken);

    /// <summary>Keeps the owner's consent for all replicas.</summary>
    /// <param name="question">How it was asked, and which origin.</param>
    /// <param name="keep">How long it counts.</param>
    /// <param name="cancellationToken">The caller's.</param>
    Task KeepConsentAsync(string question, TimeSpan keep, CancellationToken cancellationToken);
}

internal enum PutConfigOutcome
{
    Put,
    TaskNotFound,
    TooMany,
}
