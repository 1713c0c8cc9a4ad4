using System.Text.Json.Nodes;
using A2A.Protocol;
using A2A.Server.Agents;
using A2A.Server.Tests.Execution;

namespace A2A.Server.Tests.Http;

/// <summary>A caller who waits is answered by the run itself, without reading the task back: the answer must be what the store holds.</summary>
public sealed class LocalAnswerTests
{
    [Fact]
    public async Task A_waiting_caller_is_answered_with_what_a_reader_finds()
    {
        await using var redis = await RedisServer.StartNewAsync(); // its own: this replica's worker takes whatever is due
        await using var replica = ApiReplica.Start(redis, new() { ["Agents:Default"] = "scripted" }, new ScriptedAgent(WorkAsync));

        var asked = await CallAsync(replica, "SendMessage", Message("first", null));
        var found = await CallAsync(replica, "GetTask", $$"""{"id": "{{asked["task"]!["id"]}}"}""");
        ((string?)found["status"]!["state"]).ShouldBe("TASK_STATE_INPUT_REQUIRED");
        JsonNode.DeepEquals(asked["task"], found).ShouldBeTrue($"{asked["task"]} but {found}");

        var completed = await CallAsync(replica, "SendMessage", Message("second", (string?)asked["task"]!["id"]));
        found = await CallAsync(replica, "GetTask", $$"""{"id": "{{asked["task"]!["id"]}}"}""");
        ((string?)found["status"]!["state"]).ShouldBe("TASK_STATE_COMPLETED");
        found["artifacts"]!.AsArray().Count.ShouldBe(2);
        JsonNode.DeepEquals(completed["task"], found).ShouldBeTrue($"{completed["task"]} but {found}");
    }

    private static async Task WorkAsync(TaskUpdater task, CancellationToken token)
    {
        await task.WorkingAsync($"turn {task.Turn}", token);
        await task.AppendArtifactAsync(new Artifact { ArtifactId = "log", Name = "Log", Parts = [Part.Of($"turn {task.Turn}")] }, lastChunk: false, token);
        if (task.Turn == 1)
        {
            await task.RequireInputAsync("And now?", token);
            return;
        }

        await task.AddArtifactAsync(new Artifact { ArtifactId = "result", Parts = [Part.Of("first try")] }, token);
        await task.AddArtifactAsync(new Artifact { ArtifactId = "result", Parts = [Part.Of("ünïcode \"quoted\" \u2028")] }, token);
        await task.CompleteAsync("Done", token);
    }

    private static string Message(string text, string? task) =>
        new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["role"] = "ROLE_USER",
                ["messageId"] = Guid.NewGuid().ToString(),
                ["taskId"] = task ?? "",
                ["parts"] = new JsonArray(new JsonObject { ["text"] = text }),
            },
        }.ToJsonString();

    private static async Task<JsonNode> CallAsync(ApiReplica replica, string method, string parameters)
    {
        using var response = await replica.SendAsync(
            HttpMethod.Post, "/", $$"""{"jsonrpc": "2.0", "id": 1, "method": "{{method}}", "params": {{parameters}} }""", ("A2A-Version", "1.0"));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return answer["result"].ShouldNotBeNull(answer.ToJsonString());
    }
}
