using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using A2A.WebhookReceiver.Receiving;
using A2A.Webhooks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace A2A.WebhookReceiver.Tests;

/// <summary>The receiver on a free port of Kestrel.</summary>
internal sealed class Receiver : WebApplicationFactory<Program>
{
    public const string Secret = "test-secret";
    public const string Token = "test-token-of-some-length";

    private readonly Dictionary<string, string> _settings;
    private readonly Action<IServiceCollection> _replace;

    private Receiver(Dictionary<string, string> settings, Action<IServiceCollection> replace)
    {
        _settings = settings;
        _replace = replace;
        UseKestrel();
    }

    public static Receiver Start(string redis, params (string Name, string Value)[] settings) => Start(redis, _ => { }, settings);

    public static Receiver Start(string redis, Action<IServiceCollection> replace, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            // Rather than by UseKestrel(0), which may come too late for a program that has started already.
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:redis"] = redis,
            ["Webhooks:Secrets:test"] = Secret,
            ["Webhooks:Tokens:test"] = Token,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var receiver = new Receiver(all, replace);
        receiver.StartServer();
        return receiver;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(_replace);
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }
    }
}

/// <summary>What senders and readers do.</summary>
internal static class Sender
{
    public static Task<HttpResponseMessage> PostSignedAsync(
        this HttpClient client, string deliveryId, string body, string path = "/webhook", int attempt = 1)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var headers = WebhookSigner.Sign(new WebhookAttempt
        {
            DeliveryId = deliveryId,
            TaskId = TaskOf(body),
            Time = DateTimeOffset.UtcNow,
            Body = bytes,
            Number = attempt,
            Secrets = [WebhookSecret.Parse(Receiver.Secret)],
            Token = Receiver.Token,
        });
        return client.PostAsync(path, bytes, [.. headers]);
    }

    public static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, byte[] body, params WebhookHeader[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var header in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        return await client.SendAsync(request);
    }

    /// <summary>The task that a body is about, as its sender says it in a header; any when the body is spoilt.</summary>
    private static string TaskOf(string body) =>
        NotificationSummary.Read(Encoding.UTF8.GetBytes(body)) is NotificationReading.Read { Notice.TaskId: var taskId } ? taskId : "none";

    public static Task<JsonElement> ReadAsync(this HttpClient client, string path) => client.GetFromJsonAsync<JsonElement>(path);

    public static async Task<JsonElement> BodyAsync(this Task<HttpResponseMessage> response) =>
        await (await response).Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<IReadOnlyList<JsonElement>> NotificationsAsync(this HttpClient client, string query = "") =>
        [.. (await client.ReadAsync("/webhook/notifications" + query)).GetProperty("notifications").EnumerateArray()];

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
