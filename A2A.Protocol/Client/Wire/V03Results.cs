using System.Text.Json;
using A2A.Protocol.Json;
using A2A.Protocol.V03;
using A2A.Protocol.V03.Proto;

namespace A2A.Protocol.Client.Wire;

/// <summary>Results of 0.3, in the model.</summary>
internal static class V03Results
{
    private static readonly string[] Wrappers = ["task", "message", "msg", "statusUpdate", "artifactUpdate"];

    /// <summary>The answer to a message: a task or a message.</summary>
    /// <exception cref="A2AException">It is something else.</exception>
    public static SendMessageResponse Sent(Answer answer) => Item(answer) switch
    {
        { Task: { } task } => new() { Task = task },
        { Message: { } message } => new() { Message = message },
        _ => throw answer.NotA("a task or a message"),
    };

    /// <summary>
    /// A task, a message or an update, told apart by its <c>kind</c> (A2A 0.3, section 7.2). HTTP+JSON may wrap it,
    /// <c>{"task": {…}}</c> (A2A 0.3, section 7.1), and write it in the form of protobuf, without a kind.
    /// </summary>
    /// <exception cref="A2AException">It is none of them.</exception>
    public static StreamResponse Item(Answer answer)
    {
        var wrapper = Wrappers.FirstOrDefault(name => answer.Find(name, "kind") is not null);
        var item = wrapper is not null && answer.Find(wrapper) is { } wrapped ? answer.With(wrapped) : answer;
        return (item.Find("kind") is { ValueKind: JsonValueKind.String } kind ? kind.GetString() : null) switch
        {
            "task" => new() { Task = Whole(item.As(ProtoJson.PlainOf<V03Task>(), "a task"), answer) },
            "message" => new() { Message = item.As(ProtoJson.PlainOf<V03Message>(), "a message").ToModel() },
            "status-update" => new() { StatusUpdate = item.As(ProtoJson.PlainOf<V03StatusUpdate>(), "a status update").ToModel() },
            "artifact-update" =>
                new() { ArtifactUpdate = item.As(ProtoJson.PlainOf<V03ArtifactUpdate>(), "an artifact update").ToModel() },
            _ => FromProto(answer),
        };
    }

    private static StreamResponse FromProto(Answer answer)
    {
        const string Expected = "a task, a message or an update";
        // A bare one is a task: only tasks come so, from getting and canceling.
        return answer.Find("status", "state") is null
            ? answer.As(ProtoJson.Of<V03ProtoStreamResponse>(), Expected) switch
            {
                { Task: { } task } => new() { Task = Whole(task, answer) },
                { Message: null, StatusUpdate: null, ArtifactUpdate: null } => throw answer.NotA(Expected),
                var item => item.ToModel(),
            }
            : new() { Task = Whole(answer.As(ProtoJson.Of<V03ProtoTask>(), "a task"), answer) };
    }

    /// <summary>A task.</summary>
    /// <exception cref="A2AException">It is something else.</exception>
    public static AgentTask Task(Answer answer) => Item(answer).Task ?? throw answer.NotA("a task");

    /// <summary>Tasks: a bare list (A2A 0.3, section 7.3), or a page as 1.0 has them.</summary>
    /// <exception cref="A2AException">They are something else.</exception>
    public static ListTasksResponse Tasks(Answer answer)
    {
        var list = answer.Find("tasks") ?? answer.Result;
        var tasks = list is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray().Select(item => Task(answer.With(item))).ToList()
            : throw answer.NotA("a list of tasks");
        var page = answer.Find("tasks") is null ? new() : answer.As(ProtoJson.Of<Page>(), "a page of tasks");
        return new()
        {
            Tasks = tasks,
            NextPageToken = page.NextPageToken ?? "",
            PageSize = page.PageSize ?? tasks.Count,
            TotalSize = page.TotalSize ?? tasks.Count,
        };
    }

    /// <summary>A push config with its task, which the form of protobuf leaves out.</summary>
    /// <exception cref="A2AException">It is something else.</exception>
    public static TaskPushNotificationConfig PushConfig(Answer answer, string? taskId) =>
        Model(answer.As(ProtoJson.Of<V03TaskPushConfig>(), "a push config"), taskId, answer);

    /// <summary>The push configs of a task: a list, or as HTTP+JSON may have it, <c>{"configs": […]}</c>.</summary>
    /// <exception cref="A2AException">They are something else.</exception>
    public static ListTaskPushNotificationConfigsResponse PushConfigs(Answer answer, string taskId) => new()
    {
        Configs = answer
            .Member(
                answer.Find("configs") is null ? null : "configs",
                ProtoJson.Of<IReadOnlyList<V03TaskPushConfig>>(),
                "a list of push configs")
            .Select(config => Model(config, taskId, answer))
            .ToList(),
    };

    private static TaskPushNotificationConfig Model(V03TaskPushConfig? config, string? taskId, Answer answer) =>
        config?.PushNotificationConfig?.ToModel(config.TaskId ?? taskId) ?? throw answer.NotA("a push config");

    private static AgentTask Whole(V03ProtoTask task, Answer answer) =>
        task is { Id: not null, Status: not null } ? task.ToModel() : throw answer.NotA("a task with id and status");

    private static AgentTask Whole(V03Task task, Answer answer) =>
        task is { Id: not null, Status: not null } ? task.ToModel() : throw answer.NotA("a task with id and status");

    /// <summary>What a page says of itself.</summary>
    private sealed record Page
    {
        public string? NextPageToken { get; init; }

        public int? PageSize { get; init; }

        public int? TotalSize { get; init; }
    }
}
