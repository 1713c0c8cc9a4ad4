using System.Diagnostics;
using A2A.WebhookReceiver.Diagnostics;
using A2A.WebhookReceiver.Redis;
using A2A.Webhooks;

namespace A2A.WebhookReceiver.Receiving;

/// <summary>Takes webhooks in: verify, read, keep. A webhook is acknowledged only after it is kept.</summary>
/// <remarks>Nothing is given up when the sender hangs up: what has arrived is kept.</remarks>
internal sealed partial class WebhookInbox(
    WebhookVerifier verifier,
    NotificationLog log,
    Arrivals arrivals,
    ReceiverTelemetry telemetry,
    TimeProvider time,
    ILogger<WebhookInbox> logger)
{
    /// <summary>Takes one webhook in.</summary>
    public async Task<Receipt> ReceiveAsync(WebhookRequest request)
    {
        var start = time.GetTimestamp();
        using var span = ReceiverTelemetry.StartReceiving(request.Header(WebhookHeaders.Id));
        var receipt = await VerifyAndKeepAsync(request);
        telemetry.Received(span, receipt, time.GetElapsedTime(start));
        return receipt;
    }

    /// <summary>Refuses a webhook with an unread body, so that nothing is known but its headers.</summary>
    /// <param name="withoutBody">Its headers.</param>
    /// <param name="cause">Why.</param>
    /// <param name="reason">The same in words, for the sender.</param>
    /// <param name="isNoted">Whether it is to be shown among the refused ones.</param>
    public async Task<Receipt> RefuseUnreadAsync(WebhookRequest withoutBody, RefusalCause cause, string reason, bool isNoted)
    {
        using var span = ReceiverTelemetry.StartReceiving(withoutBody.Header(WebhookHeaders.Id));
        var receipt = isNoted ? await RefuseAsync(withoutBody, cause, reason) : new Receipt.Refused(cause, reason);
        telemetry.Received(span, receipt, TimeSpan.Zero);
        return receipt;
    }

    private async Task<Receipt> VerifyAndKeepAsync(WebhookRequest request)
    {
        try
        {
            return await verifier.VerifyAsync(request, CancellationToken.None) switch
            {
                WebhookVerdict.Verified verified => await ReadAndKeepAsync(request, verified),
                WebhookVerdict.Refused { IsReplay: true } copy => await RefuseAsync(request, RefusalCause.Replayed, copy.Reason),
                WebhookVerdict.Refused refused => await RefuseAsync(request, RefusalCause.NotGenuine, refused.Reason),
                WebhookVerdict.Undecided undecided => Undecided(undecided),
                _ => throw new UnreachableException(),
            };
        }
        catch (InboxUnavailableException)
        {
            var deliveryId = request.Header(WebhookHeaders.Id);
            LogNotKept(deliveryId);
            return new Receipt.NotKept();
        }
    }

    private async Task<Receipt> ReadAndKeepAsync(WebhookRequest request, WebhookVerdict.Verified verdict)
    {
        switch (NotificationSummary.Read(request.Body))
        {
            case NotificationReading.Unreadable unreadable:
                return await RefuseAsync(request, RefusalCause.Unreadable, unreadable.Reason);
            case NotificationReading.Read { Notice: var notice }:
                return Contradiction.In(request, notice.TaskId, verdict.TaskId) is { } contradiction
                    ? await RefuseAsync(request, RefusalCause.Contradictory, contradiction)
                    : await KeepAsync(new Arrival(notice, verdict, request));
            default:
                throw new UnreachableException();
        }
    }

    private async Task<Receipt> KeepAsync(Arrival arrival)
    {
        var kept = await log.KeepAsync(arrival);
        arrivals.Ring();
        LogKept(arrival.Notice.TaskId, arrival.Notice.State, arrival.DeliveryId, kept.IsDuplicate);
        if (kept.IsInOrder == false)
        {
            LogOutOfOrder(arrival.Notice.TaskId, arrival.DeliveryId);
        }

        return new Receipt.Kept(arrival.Notice, kept.At, kept.IsDuplicate, kept.IsInOrder);
    }

    private Receipt.Undecided Undecided(WebhookVerdict.Undecided verdict)
    {
        LogUndecided(verdict.Reason);
        return new(verdict.Reason, verdict.RetryAfter);
    }

    private async Task<Receipt> RefuseAsync(WebhookRequest request, RefusalCause cause, string reason)
    {
        LogRefused(cause, reason);
        try
        {
            await log.NoteRefusalAsync(request, cause, reason);
        }
        catch (InboxUnavailableException)
        {
            // The sender is refused all the same.
        }

        return new Receipt.Refused(cause, reason);
    }
}
