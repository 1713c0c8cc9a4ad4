namespace A2A.Server.Tasks;

/// <summary>The tasks that are due, and the leases on them. Holds ids, never payloads.</summary>
/// <remarks>All methods throw <see cref="StorageUnavailableException"/> when the store does not answer in time.</remarks>
internal interface IWorkQueue
{
    /// <summary>Tasks that are due, at most so many. Claims nothing.</summary>
    Task<IReadOnlyList<TaskId>> DueAsync(int most, CancellationToken cancellationToken);

    /// <summary>Takes a due task under the lease's token, or confirms a lease that is held; null when it is not to be had.</summary>
    Task<TaskRun?> TakeAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Makes the lease last a whole duration from now.</summary>
    Task<LeaseOutcome> RenewAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Gives the task back before the lease runs out: it is due at once, for any replica.</summary>
    Task ReleaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a run back that was written for this replica, which stops. When the store does not answer, the lease runs out.
    /// </summary>
    async Task GiveBackAsync(TaskRun run)
    {
        run.Rest.SetResult(null);
        try
        {
            await ReleaseAsync(run.Lease, CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // See above.
        }
    }
}
