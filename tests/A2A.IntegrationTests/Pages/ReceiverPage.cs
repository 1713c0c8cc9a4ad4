using System.Text;
using System.Text.Json;
using A2A.Webhooks;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;

namespace A2A.IntegrationTests.Pages;

/// <summary>What is on the receiver's page, and senders whose webhooks appear there.</summary>
internal static class ReceiverPage
{
    public const string Receiver = "webhook-receiver";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ILocator Task(this OpenPage open, string id) => open.Page.Locator(".task").Filter(new() { HasText = id });

    public static ILocator Refused(this OpenPage open, string id) => open.Page.Locator("#refused-list li").Filter(new() { HasText = id });

    public static async Task PostSignedAsync(
        this PageFixture pages, string taskId, string state, int number = 1, int attempt = 1, string text = "Working on it", bool tamper = false)
    {
        var body = Body(taskId, state, text);
        var headers = WebhookSigner.Sign(new WebhookAttempt
        {
            DeliveryId = $"{taskId}_default_1-{number}",
            TaskId = taskId,
            Time = DateTimeOffset.UtcNow,
            Body = Encoding.UTF8.GetBytes(body),
            Number = attempt,
            Secrets = [WebhookSecret.Parse((await pages.SystemAsync()).WebhookSecret)],
        });
        await pages.PostAsync(tamper ? body + " " : body, headers);
    }

    public static async Task PostAsync(this PageFixture pages, string body, IReadOnlyList<WebhookHeader> headers)
    {
        using var receiver = (await pages.SystemAsync()).App.CreateHttpClient(Receiver, "http");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var header in headers)
        {
            request.Headers.Add(header.Name, header.Value);
        }

        using var response = await receiver.SendAsync(request, Token);
    }

    public static string Body(string taskId, string state, string text) =>
        JsonSerializer.Serialize(new { taskId, status = new { state, message = new { parts = new[] { new { text } } } } });
}
