using A2A.WebhookReceiver.Http.Limits;
using A2A.WebhookReceiver.Receiving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace A2A.WebhookReceiver.Http;

/// <summary>Where senders ask whether webhooks are wanted at the address.</summary>
internal static class OwnershipEndpoints
{
    private const int LongestChallenge = 256;

    public static void MapOwnership(this IEndpointRouteBuilder routes)
    {
        foreach (var path in WebhookEndpoints.Paths)
        {
            routes.MapGet(path + "/validate", Validate).CountSenders();
            routes.MapMethods(path, [HttpMethods.Options], Permit).CountSenders();
        }
    }

    /// <summary>Echoes a challenge.</summary>
    private static Results<Ok<ValidatedAnswer>, ProblemHttpResult> Validate(string? challenge) =>
        challenge is { Length: > 0 and <= LongestChallenge }
            ? TypedResults.Ok(new ValidatedAnswer(challenge))
            : TypedResults.Problem(
                $"The parameter challenge must have 1 to {LongestChallenge} characters.", statusCode: StatusCodes.Status400BadRequest);

    /// <summary>The handshake of CloudEvents, HTTP 1.1 Web Hooks for Event Delivery 1.0, section 4.</summary>
    private static Results<Ok, ProblemHttpResult> Permit(HttpContext context, IOptions<WebhookOptions> options)
    {
        var request = DeliveryRequest.Read(context.Request.Headers);
        if (request is DeliveryRequest.Unreadable unreadable)
        {
            return TypedResults.Problem(unreadable.Reason, statusCode: StatusCodes.Status400BadRequest);
        }

        switch (DeliveryPermit.For((DeliveryRequest.Readable)request, options.Value))
        {
            case DeliveryPermit.Granted granted:
                var headers = context.Response.Headers;
                headers["WebHook-Allowed-Origin"] = granted.Origin;
                headers["WebHook-Allowed-Rate"] = granted.RequestsPerMinute; // null adds none
                headers.Allow = "POST, OPTIONS";
                return TypedResults.Ok();
            default:
                return TypedResults.Problem(
                    $"This origin may not deliver webhooks here;"
                    + $" it would have to be one of {WebhookOptions.Section}:{nameof(WebhookOptions.AllowedOrigins)}.",
                    statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
