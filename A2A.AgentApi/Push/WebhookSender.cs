using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using A2A.AgentApi.Diagnostics;
using A2A.Protocol.Webhooks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>Sends one webhook, once.</summary>
internal sealed class WebhookSender(WebhookClient client, IOptions<PushOptions> options, TimeProvider time)
{
    private readonly TimeSpan _timeout = options.Value.Timeout;
    private readonly string? _signingSecret = options.Value.SigningSecret;

    /// <summary>Never throws for what a receiver does. Cancellation means that nothing is known of what the receiver got.</summary>
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        using var span = AgentTelemetry.Start("webhook.deliver", ActivityKind.Client, delivery.TraceParent);
        span?.SetTag("a2a.task.id", delivery.Task.Value).SetTag("a2a.delivery.id", delivery.Id).SetTag("a2a.attempt", delivery.Attempt);
        var began = time.GetTimestamp();
        var outcome = await TryPostAsync(delivery, span, cancellationToken);
        span?.SetTag("outcome", outcome.Name);
        if (outcome is not DeliveryOutcome.Delivered)
        {
            span?.SetStatus(ActivityStatusCode.Error, Reason(outcome));
        }

        var tag = new KeyValuePair<string, object?>("outcome", outcome.Name);
        AgentTelemetry.WebhookAttempts.Add(1, tag);
        AgentTelemetry.WebhookDuration.Record(time.GetElapsedTime(began).TotalSeconds, tag);
        return outcome;
    }

    private async Task<DeliveryOutcome> TryPostAsync(Delivery delivery, Activity? span, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = ToRequest(delivery, span);
            span?.SetTag("server.address", request.RequestUri?.IdnHost);
            using var response = await client.SendAsync(request, either.Token);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            return DeliveryOutcome.From(response.StatusCode, WishOf(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.TryAgain($"no answer within {_timeout.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is AddressDeniedException denied
                ? new DeliveryOutcome.GiveUp(denied.Message)
                : new DeliveryOutcome.TryAgain($"no answer: {e.HttpRequestError}");
        }
        catch (SocketException e)
        {
            // A peer that resets the connection as it is made: HttpClient lets this one through as it is.
            return new DeliveryOutcome.TryAgain($"no answer: {e.SocketErrorCode}");
        }
        catch (FormatException)
        {
            return new DeliveryOutcome.GiveUp("the config has a URL, token, secret or credentials that cannot be sent");
        }
    }

    private HttpRequestMessage ToRequest(Delivery delivery, Activity? span)
    {
        var config = delivery.Config.Config;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(config.Url, UriKind.Absolute))
        {
            Content = new ReadOnlyMemoryContent(delivery.Body.Bytes),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(delivery.Body.MediaType);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("A2A-Agent-Webhooks", "1.0"));
        foreach (var header in WebhookSigner.Sign(ToAttempt(delivery)))
        {
            Add(request, header.Name, header.Value);
        }

        if (config.Authentication is { Credentials: { } credentials } authentication)
        {
            Add(request, WebhookHeaders.Authorization, $"{authentication.Scheme} {credentials}");
        }

        if ((span?.Id ?? delivery.TraceParent) is { } traceParent)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        return request;
    }

    // As it was registered: its characters were checked then, and its grammar is the receiver's business.
    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            throw new FormatException($"The header {name} cannot be sent.");
        }
    }

    private WebhookAttempt ToAttempt(Delivery delivery) => new()
    {
        DeliveryId = delivery.Id,
        TaskId = delivery.Task.Value,
        Time = time.GetUtcNow(),
        Number = delivery.Attempt,
        Body = delivery.Body.Bytes,
        Secrets = (delivery.Config.Config.Secret ?? _signingSecret) is { Length: > 0 } secret ? [WebhookSecret.Parse(secret)] : [],
        Token = delivery.Config.Config.Token,
    };

    private TimeSpan? WishOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? RetryAfter.Parse(values.FirstOrDefault(), time.GetUtcNow()) : null;

    private static string? Reason(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.TryAgain again => again.Reason,
        DeliveryOutcome.GiveUp gaveUp => gaveUp.Reason,
        DeliveryOutcome.Ended ended => ended.Reason,
        _ => null,
    };
}
