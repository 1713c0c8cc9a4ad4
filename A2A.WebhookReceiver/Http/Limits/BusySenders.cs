using System.Globalization;
using A2A.WebhookReceiver.Receiving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace A2A.WebhookReceiver.Http.Limits;

/// <summary>Turns senders away that ask too often.</summary>
internal sealed class BusySenders(WebhookInbox inbox, TimeProvider time)
{
    /// <summary>One in this time is shown among the refused ones: all of them would push out the others, and keep Redis busy.</summary>
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _lastNote;

    /// <summary>429, with the time after which it makes sense to come again.</summary>
    public async Task<ProblemHttpResult> TurnAwayAsync(HttpContext context, string reason, TimeSpan wait)
    {
        await inbox.RefuseUnreadAsync(context.Request.ToWebhook(body: default), RefusalCause.TooOften, reason, IsTimeToNote());
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(reason, statusCode: StatusCodes.Status429TooManyRequests, title: "There are too many requests.");
    }

    private bool IsTimeToNote()
    {
        lock (_gate)
        {
            if (_lastNote is { } last && time.GetElapsedTime(last) < BetweenNotes)
            {
                return false;
            }

            _lastNote = time.GetTimestamp();
            return true;
        }
    }
}
