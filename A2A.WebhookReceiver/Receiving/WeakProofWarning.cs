using A2A.Webhooks.AspNetCore;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Says at the start that weak proofs are enough, where that is likely not meant.</summary>
internal sealed partial class WeakProofWarning(
    IOptions<WebhookVerification> options, IHostEnvironment environment, ILogger<WeakProofWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Sufficient.Count == 0 && !environment.IsDevelopment())
        {
            LogAny();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        EventId = 702, EventName = "WeakProofSuffices", Level = LogLevel.Warning,
        Message = "Any single proof makes a webhook genuine, those that copies keep too; name what must be there by "
            + "Webhooks:Sufficient:<name>, such as jwt-es256, jwt-hs256 and standard-webhooks")]
    private partial void LogAny();
}
