using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace A2A.Webhooks.AspNetCore;

/// <summary>Stands before a handler: reads the body once, verifies, and lets the handler have what is genuine.</summary>
internal sealed partial class WebhookGate(WebhookVerifier verifier, int largestBody, RequestDelegate next, ILogger<WebhookGate> log)
{
    public static readonly int[] Refusals =
        [StatusCodes.Status401Unauthorized, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status503ServiceUnavailable];

    /// <summary>Long enough for keys to be published or a store to be back, short before the first repetition of most senders.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    public async Task HandleAsync(HttpContext context)
    {
        if (await WebhookBody.ReadAsync(context, largestBody) is not { } body)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body is longer than {largestBody} bytes.");
            return;
        }

        WebhookHeader[] headers =
        [
            .. context.Request.Headers.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value ?? ""))),
        ];
        var request = new WebhookRequest(headers, body);
        switch (await VerifyAsync(request, context.RequestAborted))
        {
            case WebhookVerdict.Verified verified:
                context.Request.Body = new MemoryStream(body, writable: false);
                context.Features.Set(new VerifiedWebhook(request, headers, verified));
                await next(context);
                break;
            case WebhookVerdict.Refused refused:
                LogRefused(log, refused.Reason);
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"A2A webhooks\"";
                await RefuseAsync(context, StatusCodes.Status401Unauthorized, refused.Reason);
                break;
            case WebhookVerdict.Undecided undecided:
                LogUndecided(log, undecided.Reason);
                var seconds = Math.Max(1, Math.Ceiling((undecided.RetryAfter ?? RetryAfter).TotalSeconds));
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, undecided.Reason);
                break;
        }
    }

    private async Task<WebhookVerdict> VerifyAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await verifier.VerifyAsync(request, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, e);
            return new WebhookVerdict.Undecided("The webhook could not be verified at the moment.");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason) =>
        TypedResults.Problem(reason, statusCode: status).ExecuteAsync(context);

    [LoggerMessage(EventId = 102, EventName = "WebhookRefusedAtGate", Level = LogLevel.Warning, Message = "Refused a webhook: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(
        EventId = 103, EventName = "WebhookUndecidedAtGate", Level = LogLevel.Warning,
        Message = "Put a webhook off, because it could not be verified: {Reason}")]
    private static partial void LogUndecided(ILogger logger, string reason);

    [LoggerMessage(
        EventId = 104, EventName = "WebhookHandlingFailed", Level = LogLevel.Error,
        Message = "Failed to verify a webhook; its sender was told to try again.")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
