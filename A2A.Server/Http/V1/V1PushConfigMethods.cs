using A2A.Protocol;
using A2A.Protocol.Json;
using A2A.Server.Http.Calls;
using A2A.Server.Http.Errors;
using A2A.Server.Http.Handlers;

namespace A2A.Server.Http.V1;

/// <summary>Create-, Get-, List- and DeleteTaskPushNotificationConfig (A2A 1.0, sections 3.1.7 to 3.1.10).</summary>
internal sealed class V1PushConfigMethods(PushOperations push)
{
    // google.protobuf.Empty
    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    /// <summary>The result is the config as it is kept, without its secrets.</summary>
    public async Task<Reply> CreateAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<TaskPushNotificationConfig>()
            .Then(flat => call.Read<V1CreateConfig>().Then(nested => nested.MergeInto(flat)))
            .Then(config => Outcome.Checked(config, Missing("taskId", config.TaskId)));
        return given.IsRefused
            ? given.Error
            : Reply.From(
                await push.SetAsync(call.Context, given.Value.TaskId ?? "", given.Value, cancellationToken),
                A2AJson.Default.TaskPushNotificationConfig);
    }

    /// <summary>The result is one config.</summary>
    public async Task<Reply> GetAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<GetTaskPushNotificationConfigRequest>()
            .Then(request => Outcome.Checked(request, Missing("taskId", request.TaskId) ?? Missing("id", request.Id)));
        return given.IsRefused
            ? given.Error
            : Reply.From(
                await push.GetAsync(call.Context, given.Value.TaskId, given.Value.Id, cancellationToken),
                A2AJson.Default.TaskPushNotificationConfig);
    }

    /// <summary>The result is all configs of the task on one page: there are never many.</summary>
    public async Task<Reply> ListAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<ListTaskPushNotificationConfigsRequest>().Then(Check);
        return given.IsRefused
            ? given.Error
            : Reply.From<IReadOnlyList<TaskPushNotificationConfig>, ListTaskPushNotificationConfigsResponse>(
                await push.ListAsync(call.Context, given.Value.TaskId, cancellationToken),
                configs => new ListTaskPushNotificationConfigsResponse { Configs = configs },
                A2AJson.Default.ListTaskPushNotificationConfigsResponse);
    }

    /// <summary>The result is an empty object.</summary>
    public async Task<Reply> DeleteAsync(OperationCall call, CancellationToken cancellationToken)
    {
        var given = call.Read<DeleteTaskPushNotificationConfigRequest>()
            .Then(request => Outcome.Checked(request, Missing("taskId", request.TaskId) ?? Missing("id", request.Id)));
        if (given.IsRefused)
        {
            return given.Error;
        }

        return await push.DeleteAsync(call.Context, given.Value.TaskId, given.Value.Id, cancellationToken) is { } refused
            ? refused
            : new Reply.Result(Nothing);
    }

    private static Outcome<ListTaskPushNotificationConfigsRequest> Check(ListTaskPushNotificationConfigsRequest given) => given switch
    {
        _ when Missing("taskId", given.TaskId) is { } error => error,
        { PageSize: < 0 } => A2AError.InvalidParams("pageSize", "is negative; leave it out."),
        { PageToken: { Length: > 0 } } => A2AError.InvalidParams(
            "pageToken", "is none that a page gave: the first page holds all configs; leave it out."),
        _ => given,
    };

    private static A2AError? Missing(string field, string? id) =>
        string.IsNullOrEmpty(id) ? A2AError.InvalidParams(field, "is missing; send the id that the server gave.") : null;
}
