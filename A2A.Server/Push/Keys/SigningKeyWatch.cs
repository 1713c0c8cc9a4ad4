using A2A.Server.Tasks;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push.Keys;

/// <summary>Keeps the keys of this replica as they are in the store, and changes them when it is time.</summary>
internal sealed partial class SigningKeyWatch(
    SigningKeys keys,
    IDoorbell doorbell,
    IOptions<SigningOptions> options,
    TimeProvider time,
    ILogger<SigningKeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>So short that every replica publishes a next key long before it signs, also when no doorbell rings.</summary>
    private readonly TimeSpan _pause = new(Math.Min(LongestPause.Ticks, options.Value.PublishAhead.Ticks / 4));

    /// <summary>The keys are there before the first request is taken, unless the store is away.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keys.RefreshAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Tell(e);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var look = new Alarm(time);
        using var bell = doorbell.Listen(Bell.Keys, look.Ring);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await look.WaitAsync(_pause, stoppingToken);
                await keys.RefreshAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Tell(e);
                await Task.Delay(_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Tell(Exception e)
    {
        if (e is not StorageUnavailableException)
        {
            LogNotRefreshed(e);
        }
    }

    [LoggerMessage(
        EventId = 381, EventName = "SigningKeysNotRefreshed", Level = LogLevel.Warning,
        Message = "The signing keys could not be read; trying again")]
    private partial void LogNotRefreshed(Exception exception);
}
