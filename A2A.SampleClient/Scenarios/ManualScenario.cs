using System.Text.Json;
using System.Text.Json.Nodes;
using A2A.Protocol;
using A2A.Protocol.V03;
using A2A.SampleClient.Playing;

namespace A2A.SampleClient.Scenarios;

/// <summary>
/// The request that A2A's tutorial sends by curl, without a client library: what is printed is what is sent. Its webhook shows the
/// token that stands in it.
/// </summary>
internal static class ManualScenario
{
    private const string Path = "a2a";
    private const string Token = "manual-test-token";

    public static async Task<Verdict> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var webhook = await stage.Mailbox.WithTokenAsync(Token, cancellationToken);
        var body = Body(webhook);
        foreach (var line in Curl(stage.Connection.PublicAddress(Path), body).Split('\n'))
        {
            stage.Screen.Say(line);
        }

        var accepted = Read(await stage.Connection.PostAsync(Path, body, cancellationToken));
        stage.Screen.Say($"Answered by task {accepted.Id}");
        stage.Saw(accepted);
        var heard = await stage.HearToTheEndAsync(accepted.Id, cancellationToken);
        var task = await stage.FetchAsync(accepted.Id, cancellationToken);

        return Verdict.Of([
            .. Checks.Of(new Course(accepted, heard, task)),
            Check.That(
                "Every webhook shows the token",
                heard.Notifications.All(notification => notification.Schemes?.Contains("token") == true),
                "some do not")]);
    }

    /// <summary>As the tutorial has it, but for the message's id: the same one again would be the same message.</summary>
    private static string Body(TaskPushNotificationConfig webhook) =>
        $$$"""
        {
          "jsonrpc": "2.0",
          "method": "message/send",
          "params": {
            "message": {
              "role": "user",
              "parts": [{"kind": "text", "text": "Train a machine learning model"}],
              "messageId": "{{{Guid.CreateVersion7()}}}"
            },
            "pushNotification": {
              "url": {{{JsonSerializer.Serialize(webhook.Url)}}},
              "token": {{{JsonSerializer.Serialize(webhook.Token)}}}
            }
          },
          "id": "req-456"
        }
        """;

    private static string Curl(Uri address, string body) => $"curl -X POST {address} -H \"Content-Type: application/json\" -d '{body}'";

    private static AgentTask Read(string answer)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(answer);
        }
        catch (JsonException)
        {
            throw new BrokenOffException("The agent answers with JSON", "the answer is no JSON");
        }

        var problem = (string?)root?["error"]?["message"] ?? "the answer has no task";
        return root?["result"]?["id"] is JsonValue id && root["result"]?["status"]?["state"] is JsonValue state
            ? new AgentTask { Id = (string?)id ?? "", Status = new() { State = V03TaskState.FromV03((string?)state) } }
            : throw new BrokenOffException("The agent made a task of the message", problem);
    }
}
