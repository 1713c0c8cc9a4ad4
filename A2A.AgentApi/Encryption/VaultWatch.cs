namespace A2A.AgentApi.Encryption;

/// <summary>Looks at the key ring now and then: one short command each time.</summary>
internal sealed partial class VaultWatch(Vault vault, RingSeal seal, TimeProvider time, ILogger<VaultWatch> logger) : BackgroundService
{
    /// <summary>What is written after the store was emptied can't be read by anybody else until the keys are back.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (!seal.IsOn)
        {
            LogNotEncrypted();
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await vault.RefreshAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRefreshed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Encryption:Key is not set: whoever can read Redis can decrypt push configs and signing keys. Only Development allows that.")]
    private partial void LogNotEncrypted();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key ring could not be compared with Redis; trying again. Until then the one in memory is used.")]
    private partial void LogNotRefreshed(Exception exception);
}
