using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace A2A.IntegrationTests;

/// <summary>Calls the agent API and reads the receiver as any client could: JSON over HTTP.</summary>
internal sealed class Caller : IDisposable
{
    private readonly HttpClient _agents;
    private readonly HttpClient _receiver;

    /// <param name="system">The system that is called.</param>
    /// <param name="replica">The address of one replica of the agent API; null = the one that they share.</param>
    public Caller(AppHostFixture system, Uri? replica = null)
    {
        _agents = replica is null ? system.App.CreateHttpClient("agent-api", "http") : new HttpClient { BaseAddress = replica };
        _receiver = system.App.CreateHttpClient("webhook-receiver", "http");
        WebhookUrl = new Uri(system.App.GetEndpoint("webhook-receiver", "http"), "/webhook/notifications").ToString();
    }

    public string WebhookUrl { get; }

    /// <summary>The request of the well-known tutorial: <c>message/send</c> with <c>pushNotification</c>.</summary>
    public JsonObject LongTask(string token = "manual-test-token") => new()
    {
        ["message"] = new JsonObject
        {
            ["role"] = "user",
            ["messageId"] = Guid.NewGuid().ToString(),
            ["parts"] = new JsonArray(new JsonObject { ["kind"] = "text", ["text"] = "Train a machine learning model" }),
        },
        ["pushNotification"] = new JsonObject { ["url"] = WebhookUrl, ["token"] = token },
    };

    /// <summary>Calls a method, again where the agents are out of reach for a moment, and gives the answer.</summary>
    public async Task<JsonNode> CallAsync(string method, JsonNode? parameters)
    {
        var body = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = "1", ["method"] = method, ["params"] = parameters }.ToJsonString();
        return await Eventually.NotNullAsync(
            async () => await PostAsync(body) is (not HttpStatusCode.ServiceUnavailable, var answer) ? answer : null,
            $"an answer to {method}");
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _agents.PostAsync("/a2a", content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Submits a long task and gives its id.</summary>
    public async Task<string> SubmitAsync()
    {
        var answer = await CallAsync("message/send", LongTask());
        answer["result"]!["status"]!["state"]!.GetValue<string>().ShouldBeOneOf("submitted", "working");
        return answer["result"]!["id"]!.GetValue<string>();
    }

    public async Task<JsonNode> TaskAsync(string id) => (await CallAsync("tasks/get", new JsonObject { ["id"] = id }))["result"]!;

    public async Task<IReadOnlyList<Notification>> NotificationsAsync(string taskId)
    {
        var list = JsonNode.Parse(await _receiver.GetStringAsync($"/webhook/notifications?taskId={taskId}"))!;
        return list["notifications"]!.AsArray().Select(item => item.Deserialize<Notification>(JsonSerializerOptions.Web)!).ToList();
    }

    /// <summary>Waits until the receiver has heard of the task's end, and gives all that it heard.</summary>
    public async Task<IReadOnlyList<Notification>> NotificationsToTheEndAsync(string taskId, string end = "completed")
    {
        IReadOnlyList<Notification> heard = [];
        await Eventually.TrueAsync(
            async () => (heard = await NotificationsAsync(taskId)) is [.., var last] && last.State == end,
            $"a webhook of task {taskId} in state {end}");
        return heard;
    }

    /// <summary>Waits until the receiver has heard of a step of a long task.</summary>
    public Task StepAsync(string id, int step) => Eventually.TrueAsync(
        async () => (await NotificationsAsync(id)).Any(notification => notification.Text.Contains($"step {step}/6", StringComparison.Ordinal)),
        $"step {step} of task {id}");

    public void Dispose()
    {
        _agents.Dispose();
        _receiver.Dispose();
    }
}

/// <summary>What the receiver says of one webhook.</summary>
internal sealed record Notification(
    string DeliveryId, string State, string Verdict, int Receipts, DateTimeOffset Timestamp, Dictionary<string, string> Headers, JsonElement Payload)
{
    /// <summary>The event's number in the task's log.</summary>
    public int Sequence => int.Parse(DeliveryId.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What the agent said with it.</summary>
    public string Text => Payload.GetProperty("status").TryGetProperty("message", out var message)
        ? message.GetProperty("parts")[0].GetProperty("text").GetString() ?? ""
        : "";
}
