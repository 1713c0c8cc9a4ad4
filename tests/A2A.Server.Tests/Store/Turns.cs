using System.Text.Json;
using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Tasks;

namespace A2A.Server.Tests.Store;

/// <summary>Tasks that wait for their caller, and what the caller answers.</summary>
internal static class Turns
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Continuation Answer(TaskSnapshot task, string text, string? messageId = null) => new()
    {
        Task = task,
        Message = new Message
        {
            MessageId = messageId ?? Guid.NewGuid().ToString(),
            TaskId = task.Id.Value,
            ContextId = task.Task.ContextId,
            Role = Role.User,
            Parts = [Part.Of(text)],
        },
        TraceParent = "00-11111111111111111111111111111111-2222222222222222-01",
    };

    public static async Task<TaskRun> AskedAsync(
        StoreReplica storage, TaskState waits = TaskState.InputRequired, string? question = "Which one?", PushConfig? push = null)
    {
        var run = await storage.TakenAsync(StoreReplica.NewTask(push: push));
        await storage.Tasks.AppendAsync(run, Change.Status(run, 1, waits, question), Token);
        return run;
    }

    public static string Json(AgentTask? task) => JsonSerializer.Serialize(task.ShouldNotBeNull(), A2AJson.Default.AgentTask);
}
