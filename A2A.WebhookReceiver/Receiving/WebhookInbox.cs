using System.Diagnostics;
using A2A.Protocol.Webhooks;
using A2A.WebhookReceiver.Diagnostics;
using A2A.WebhookReceiver.Redis;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Takes webhooks in: verify, read, keep. A webhook is acknowledged only after it is kept.</summary>
/// <remarks>Nothing is given up when the sender hangs up: what has arrived is kept.</remarks>
internal sealed partial class WebhookInbox(
    WebhookVerifier verifier, NotificationLog log, ReceiverTelemetry telemetry, TimeProvider time, ILogger<WebhookInbox> logger)
{
    /// <summary>Takes one webhook in.</summary>
    public async Task<Receipt> ReceiveAsync(WebhookRequest request)
    {
        var start = time.GetTimestamp();
        using var span = ReceiverTelemetry.StartReceiving(request.Header(WebhookHeaders.Id));

        var receipt = await verifier.VerifyAsync(request, CancellationToken.None) switch
        {
            WebhookVerdict.Verified verified => await ReadAndKeepAsync(request, verified.Schemes),
            WebhookVerdict.Refused refused => await RefuseAsync(request, RefusalCause.NotGenuine, refused.Reason),
            _ => throw new UnreachableException(),
        };

        telemetry.Received(span, receipt, time.GetElapsedTime(start));
        return receipt;
    }

    /// <summary>Refuses a webhook whose body is longer than the receiver reads, so that nothing is known but its headers.</summary>
    public async Task<Receipt> RefuseTooLargeAsync(WebhookRequest withoutBody, int limit)
    {
        using var span = ReceiverTelemetry.StartReceiving(withoutBody.Header(WebhookHeaders.Id));
        var receipt = await RefuseAsync(withoutBody, RefusalCause.TooLarge, $"The body is longer than {limit} bytes.");
        telemetry.Received(span, receipt, TimeSpan.Zero);
        return receipt;
    }

    private async Task<Receipt> ReadAndKeepAsync(WebhookRequest request, IReadOnlyList<string> schemes) => Notice.Read(request.Body) switch
    {
        NoticeReading.Read read => await KeepAsync(new Arrival(read.Notice, schemes, request)),
        NoticeReading.Unreadable unreadable => await RefuseAsync(request, RefusalCause.Unreadable, unreadable.Reason),
        _ => throw new UnreachableException(),
    };

    private async Task<Receipt> KeepAsync(Arrival arrival)
    {
        try
        {
            var kept = await log.KeepAsync(arrival);
            LogKept(arrival.Notice.TaskId, arrival.Notice.State, arrival.DeliveryId, kept.IsDuplicate);
            return new Receipt.Kept(arrival.Notice, kept.At, kept.IsDuplicate);
        }
        catch (StorageUnavailableException e)
        {
            LogNotKept(arrival.Notice.TaskId, arrival.DeliveryId, e);
            return new Receipt.NotKept();
        }
    }

    private async Task<Receipt> RefuseAsync(WebhookRequest request, RefusalCause cause, string reason)
    {
        LogRefused(cause, reason);
        try
        {
            await log.NoteRefusalAsync(request, cause, reason);
        }
        catch (StorageUnavailableException e)
        {
            LogRefusalNotNoted(e);
        }

        return new Receipt.Refused(cause, reason);
    }
}
