using System.Diagnostics;
using A2A.Protocol.Webhooks;
using A2A.WebhookReceiver.Receiving;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http;

/// <summary>Where senders post to, and where they ask whether they may.</summary>
internal static class WebhookEndpoints
{
    private const int LongestChallenge = 256;

    /// <summary>The paths that the examples of the field use; they do the same.</summary>
    private static readonly string[] Paths = ["/webhook", "/webhook/notifications", "/webhooks/a2a"];

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        foreach (var path in Paths)
        {
            routes.MapPost(path, ReceiveAsync);
            routes.MapGet(path + "/validate", Validate);
        }
    }

    private static async Task<Results<Ok<ReceivedAnswer>, ProblemHttpResult>> ReceiveAsync(
        HttpContext context, WebhookInbox inbox, IOptions<WebhookOptions> options)
    {
        var largest = options.Value.LargestBody;
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = largest;
        var headers = context.Request.Headers.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value ?? "")));
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return Answer(await inbox.ReceiveAsync(new WebhookRequest(headers, body.ToArray())), context);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Answer(await inbox.RefuseTooLargeAsync(new WebhookRequest(headers, default), largest), context);
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
                return TypedResults.Problem(refused.Reason, statusCode: StatusOf(refused.Cause), title: "The webhook was refused.");
            case Receipt.NotKept:
                context.Response.Headers.RetryAfter = "1";
                return TypedResults.Problem(
                    "The webhook could not be stored. Send it again.",
                    statusCode: StatusCodes.Status503ServiceUnavailable,
                    title: "The storage is not available.");
            default:
                throw new UnreachableException();
        }
    }

    private static int StatusOf(RefusalCause cause) => cause switch
    {
        RefusalCause.NotGenuine => StatusCodes.Status401Unauthorized,
        RefusalCause.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Echoes a challenge, by which a sender sees that the address belongs to somebody who wants its webhooks.</summary>
    private static Results<Ok<ValidatedAnswer>, ProblemHttpResult> Validate(string? challenge) =>
        challenge is { Length: > 0 and <= LongestChallenge }
            ? TypedResults.Ok(new ValidatedAnswer(challenge))
            : TypedResults.Problem(
                $"The parameter challenge must have 1 to {LongestChallenge} characters.", statusCode: StatusCodes.Status400BadRequest);
}
