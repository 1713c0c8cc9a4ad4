using A2A.AgentApi.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>Writes down what became of an event, through outages of the store: otherwise what was delivered would be sent again.</summary>
internal sealed partial class DeliverySettler(
    IDeliveryQueue queue, IOptions<PushOptions> options, TimeProvider time, ILogger<DeliverySettler> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _lease = options.Value.Lease;

    /// <summary>Tries as long as a lease lasts, also while the host stops; then the subscription counts as lost.</summary>
    public async Task<SettleOutcome> SettleAsync(DeliveryRun run, Settlement settlement)
    {
        using var limit = new CancellationTokenSource(_lease, time);
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                try
                {
                    return await queue.SettleAsync(run, settlement, limit.Token);
                }
                catch (StorageUnavailableException)
                {
                    await Task.Delay(pause, time, limit.Token);
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogNotSettled(run.Subscription);
            return new SettleOutcome.Lost();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The store was out of reach for too long to settle subscription {Subscription}; its last event may be sent again")]
    private partial void LogNotSettled(Subscription subscription);
}
