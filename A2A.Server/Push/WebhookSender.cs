using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using A2A.Server.Diagnostics;
using A2A.Server.Http.Calls;
using Microsoft.Extensions.Options;

namespace A2A.Server.Push;

/// <summary>Sends one webhook, once.</summary>
internal sealed class WebhookSender(WebhookClient client, WebhookRequests requests, IOptions<PushOptions> options, TimeProvider time)
{
    private readonly TimeSpan _timeout = options.Value.Timeout;

    /// <summary>
    /// Never throws for what a receiver does. Cancellation before the request throws, one after its beginning is the outcome.
    /// </summary>
    /// <param name="delivery">What is sent.</param>
    /// <param name="span">Its span, which is told of the exchange; null without a listener.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<(DeliveryOutcome Outcome, AttemptRecord Record)> SendAsync(
        Delivery delivery, Activity? span, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var at = time.GetUtcNow();
        var (outcome, status, answer) = await TryPostAsync(delivery, span, cancellationToken);
        var duration = time.GetElapsedTime(began);
        span?.SetTag("a2a.outcome", outcome.Name);
        if (outcome is not DeliveryOutcome.Delivered)
        {
            span?.SetStatus(ActivityStatusCode.Error, outcome.Why)
                .SetTag("error.type", status?.ToString(CultureInfo.InvariantCulture) ?? outcome.Name);
        }

        var tag = new KeyValuePair<string, object?>("outcome", outcome.Name);
        AgentTelemetry.WebhookAttempts.Add(1, tag);
        AgentTelemetry.WebhookDuration.Record(duration.TotalSeconds, tag);
        return (outcome, new AttemptRecord
        {
            At = at,
            DeliveryId = delivery.Id,
            Attempt = delivery.Attempt,
            Endpoint = delivery.Endpoint,
            Status = status,
            Duration = duration,
            Verdict = outcome.Name,
            Reason = outcome.Why,
            Answer = answer,
        });
    }

    private async Task<(DeliveryOutcome Outcome, int? Status, string? Answer)> TryPostAsync(
        Delivery delivery, Activity? span, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var began = false;
        try
        {
            using var request = await requests.MakeAsync(delivery, span, either.Token);
            // Without http.request.method, by which the dashboard would show another name than the span's.
            span?.SetTag("server.address", request.RequestUri?.IdnHost).SetTag("server.port", request.RequestUri?.Port);
            began = true;
            using var response = await client.SendAsync(request, either.Token);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            var outcome = DeliveryOutcome.From(response.StatusCode, WishOf(response));
            var answer = outcome is DeliveryOutcome.Delivered ? null : await AnswerStart.ReadAsync(response, either.Token);
            return (outcome, (int)response.StatusCode, answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new DeliveryOutcome.TryAgain($"no answer within {_timeout.TotalSeconds:0.#} s"), null, null);
        }
        catch (OperationCanceledException) when (began)
        {
            return (new DeliveryOutcome.BrokenOff(), null, null);
        }
        catch (HttpRequestException e) when (e.InnerException is AddressDeniedException denied)
        {
            span?.SetTag("network.peer.address", denied.Address?.ToString());
            return (new DeliveryOutcome.GiveUp(denied.Message), null, null);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            // HttpClient lets the second through as it is when a peer resets the connection as it is made.
            return (new DeliveryOutcome.TryAgain($"no answer: {ConnectionFault.ReasonOf(e)}"), null, null);
        }
        catch (FormatException)
        {
            return (new DeliveryOutcome.GiveUp("the config has a URL, token, secret or credentials that cannot be sent"), null, null);
        }
    }

    private TimeSpan? WishOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
            ? RetryAfterHeader.Parse(values.FirstOrDefault(), time.GetUtcNow())
            : null;
}
