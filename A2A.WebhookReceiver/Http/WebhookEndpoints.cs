using System.Diagnostics;
using System.Globalization;
using A2A.WebhookReceiver.Http.Limits;
using A2A.WebhookReceiver.Receiving;
using A2A.Webhooks;
using A2A.Webhooks.AspNetCore;
using A2A.Webhooks.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http;

/// <summary>Where senders post to.</summary>
internal static class WebhookEndpoints
{
    /// <summary>Long enough for keys to come back, or for Redis to be restarted.</summary>
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(10);

    /// <summary>The paths that the examples of the field use; they do the same.</summary>
    public static IReadOnlyList<string> Paths { get; } = ["/webhook", "/webhook/notifications", "/webhooks/a2a"];

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        foreach (var path in Paths)
        {
            routes.MapPost(path, ReceiveAsync).CountSenders();
        }
    }

    private static async Task<Results<Ok<ReceivedAnswer>, ProblemHttpResult>> ReceiveAsync(
        HttpContext context, WebhookInbox inbox, RefusalLimit refusals, BusySenders busy, IOptions<WebhookVerification> options)
    {
        var isGuess = Guess.IsIn(context.Request.ToWebhook(body: default), options.Value);
        if (isGuess && refusals.WaitOf(context) is { } wait)
        {
            return await busy.TurnAwayAsync(context, "Too many requests from your address were not genuine.", wait);
        }

        var receipt = await ReadAndReceiveAsync(context, inbox, options.Value.LargestBody);
        if (isGuess && receipt is Receipt.Refused { Cause: var cause } && StatusOf(cause) == StatusCodes.Status401Unauthorized)
        {
            refusals.Count(context);
        }

        return Answer(receipt, context);
    }

    private static async Task<Receipt> ReadAndReceiveAsync(HttpContext context, WebhookInbox inbox, int largest)
    {
        if (ContentCoding.Of(context.Request) is { } coding)
        {
            return await inbox.RefuseUnreadAsync(
                context.Request.ToWebhook(body: default),
                RefusalCause.Encoded,
                $"Content-Encoding: {coding} is not read here; send the body as it is, without that header.",
                isNoted: true);
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = largest;
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return await inbox.ReceiveAsync(context.Request.ToWebhook(body.ToArray()));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return await inbox.RefuseUnreadAsync(
                context.Request.ToWebhook(body: default),
                RefusalCause.TooLarge,
                $"The body is longer than {largest} bytes.",
                isNoted: true);
        }
    }

    private static Results<Ok<ReceivedAnswer>, ProblemHttpResult> Answer(Receipt receipt, HttpContext context)
    {
        switch (receipt)
        {
            case Receipt.Kept kept:
                var deliveryId = context.Request.Headers[WebhookHeaders.Id].FirstOrDefault();
                return TypedResults.Ok(new ReceivedAnswer(kept.Notice.TaskId, deliveryId, kept.At, kept.IsDuplicate ? true : null));
            case Receipt.Refused refused:
                return Refuse(refused, context);
            case Receipt.Undecided undecided:
                return AskAgain(
                    context,
                    undecided.RetryAfter ?? SoonAgain,
                    "It cannot be told whether the webhook is genuine.",
                    $"{undecided.Reason} Send it again.");
            case Receipt.NotKept:
                return AskAgain(
                    context,
                    TimeSpan.FromSeconds(1),
                    "The storage is not available.",
                    "The webhook could not be stored. Send it again.");
            default:
                throw new UnreachableException();
        }
    }

    private static ProblemHttpResult Refuse(Receipt.Refused refused, HttpContext context)
    {
        var status = StatusOf(refused.Cause);
        if (status == StatusCodes.Status401Unauthorized)
        {
            // Signatures have no name among the schemes of HTTP; tokens do (RFC 9110, section 11.6.1).
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"webhooks\"";
        }

        return TypedResults.Problem(refused.Reason, statusCode: status, title: "The webhook was refused.");
    }

    private static ProblemHttpResult AskAgain(HttpContext context, TimeSpan wait, string title, string reason)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable, title: title);
    }

    private static int StatusOf(RefusalCause cause) => cause switch
    {
        RefusalCause.NotGenuine or RefusalCause.Replayed or RefusalCause.Contradictory => StatusCodes.Status401Unauthorized,
        RefusalCause.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalCause.Encoded => StatusCodes.Status415UnsupportedMediaType,
        RefusalCause.TooOften => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status400BadRequest,
    };
}
