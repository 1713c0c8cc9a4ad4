using System.Diagnostics;
using System.Net.Http.Headers;
using A2A.Protocol.Webhooks;
using Microsoft.Extensions.Options;

namespace A2A.AgentApi.Push;

/// <summary>Makes the request of one attempt, with every header by which its receiver can tell that it is genuine.</summary>
internal sealed class WebhookRequests(IOptions<PushOptions> options, TimeProvider time)
{
    private readonly string? _signingSecret = options.Value.SigningSecret;

    /// <exception cref="FormatException">The config has something that cannot be sent.</exception>
    public ValueTask<HttpRequestMessage> MakeAsync(Delivery delivery, Activity? span, CancellationToken cancellationToken)
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

        return ValueTask.FromResult(request);
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
}
