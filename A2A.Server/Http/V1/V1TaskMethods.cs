using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;

namespace A2A.Server.Http.V1;

/// <summary>GetTask, ListTasks, CancelTask and SubscribeToTask (A2A 1.0, sections 3.1.3 to 3.1.6).</summary>
internal sealed class V1TaskMethods(TaskOperations tasks, StreamOperations streams)
{
    public const int DefaultPage = 50;
    public const int LargestPage = 100;

    /// <summary>The result is the task.</summary>
    public async Task<Reply> GetAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<GetTaskRequest>().Then(request =>
            Outcome.Checked(request, Missing(request.Id) ?? MessageRules.OfHistoryLength(request.HistoryLength)));
        return given.IsRefused
            ? given.Error
            : Reply.From(
                await tasks.GetAsync(call.Context, given.Value.Id, given.Value.HistoryLength, cancellationToken),
                A2AJson.Default.AgentTask);
    }

    /// <summary>The result is a page of tasks.</summary>
    public async Task<Reply> ListAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<ListTasksRequest>().Then(Check);
        return given.IsRefused
            ? given.Error
            : Reply.From(
                await tasks.ListAsync(call.Context, given.Value, given.Value.PageSize ?? DefaultPage, cancellationToken),
                A2AJson.Default.ListTasksResponse);
    }

    /// <summary>The result is the task as it is after the cancellation.</summary>
    public async Task<Reply> CancelAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<CancelTaskRequest>().Then(request =>
            Outcome.Checked(request, Missing(request.Id) ?? MessageRules.OfMetadata("metadata", request.Metadata)));
        return given.IsRefused
            ? given.Error
            : Reply.From(await tasks.CancelAsync(call.Context, given.Value.Id, cancellationToken), A2AJson.Default.AgentTask);
    }

    /// <summary>The results are the task, then its events; with <c>Last-Event-ID</c> only the events after that one.</summary>
    public async Task<Reply> SubscribeAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<SubscribeToTaskRequest>().Then(request => Outcome.Checked(request, Missing(request.Id)));
        return given.IsRefused
            ? given.Error
            : Reply.From(await streams.SubscribeAsync(call.Context, given.Value.Id, cancellationToken), item => item.Json);
    }

    private static A2AError? Missing(string id) =>
        id.Length == 0 ? A2AError.InvalidParams("id", "is missing; send the id of the task.") : null;

    private static Outcome<ListTasksRequest> Check(ListTasksRequest given) => given switch
    {
        { PageSize: < 1 or > LargestPage } => A2AError.InvalidParams(
            "pageSize", $"is {given.PageSize}; send 1 to {LargestPage}, or leave it out for {DefaultPage}."),
        _ when !Enum.IsDefined(given.Status) =>
            A2AError.InvalidParams("status", "is no state of a task; send one such as TASK_STATE_WORKING."),
        _ when MessageRules.OfHistoryLength(given.HistoryLength) is { } error => error,
        _ => given,
    };
}
