using A2A.Webhooks;

namespace A2A.WebhookReceiver.Http;

internal static class WebhookRequestExtensions
{
    /// <summary>The request as the verifier takes it: a header that came twice is there twice.</summary>
    public static WebhookRequest ToWebhook(this HttpRequest request, ReadOnlyMemory<byte> body) =>
        new(request.Headers.SelectMany(header => header.Value.Select(value => new WebhookHeader(header.Key, value ?? ""))), body);
}
