using System.Text.Json;
using A2A.AgentApi.Http.JsonRpc;
using A2A.Protocol;
using A2A.Protocol.V03;

namespace A2A.AgentApi.Http.V03;

/// <summary><c>tasks/pushNotificationConfig/*</c> (A2A 0.3, sections 7.5 to 7.8).</summary>
internal sealed class PushConfigMethods(PushOperations push)
{
    private static readonly JsonElement Null = JsonElement.Parse("null"u8);

    /// <summary>The result is the config as it is kept, without its secrets.</summary>
    public async Task<RpcReply> SetAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var given = call.Read(V03JsonContext.Wire.V03SetPushConfigParams).Then(Check);
        return given.IsRefused
            ? given.Error
            : RpcReply.From(
                await push.SetAsync(call.Context, given.Value.TaskId ?? "", given.Value, cancellationToken),
                ToV03Translation.ToV03,
                V03JsonContext.Wire.V03TaskPushConfig);
    }

    /// <summary>The result is one config; the first where none is named.</summary>
    public async Task<RpcReply> GetAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var place = ReadPlace(call);
        return place.IsRefused
            ? place.Error
            : RpcReply.From(
                await push.GetAsync(call.Context, place.Value.Task, place.Value.Config, cancellationToken),
                ToV03Translation.ToV03,
                V03JsonContext.Wire.V03TaskPushConfig);
    }

    /// <summary>The result is an array of configs.</summary>
    public async Task<RpcReply> ListAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var place = ReadPlace(call);
        return place.IsRefused
            ? place.Error
            : RpcReply.From<IReadOnlyList<TaskPushNotificationConfig>, IReadOnlyList<V03TaskPushConfig>>(
                await push.ListAsync(call.Context, place.Value.Task, cancellationToken),
                all => all.Select(ToV03Translation.ToV03).ToList(),
                V03JsonContext.Wire.IReadOnlyListV03TaskPushConfig);
    }

    /// <summary>The result is null.</summary>
    public async Task<RpcReply> DeleteAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var place = ReadPlace(call);
        if (place.IsRefused)
        {
            return place.Error;
        }

        return await push.DeleteAsync(call.Context, place.Value.Task, place.Value.Config, cancellationToken) is { } error
            ? error
            : new RpcReply.Result(Null);
    }

    private static Outcome<TaskPushNotificationConfig> Check(V03SetPushConfigParams given) => given switch
    {
        { TaskId: null or "" } => A2AError.InvalidParams("taskId", "is missing; send the id of the task."),
        { PushNotificationConfig: null, Url: null } =>
            A2AError.InvalidParams("pushNotificationConfig", "is missing; send {\"taskId\":\"…\",\"pushNotificationConfig\":{\"url\":\"…\"}}."),
        _ => given.ToModel(),
    };

    // {"id":task,"pushNotificationConfigId":config} as specified, or {"taskId":task,"id":config} as some clients send it
    private static Outcome<Place> ReadPlace(RpcCall call) => call.Read(V03JsonContext.Wire.V03TaskParams).Then<Place>(given =>
        (given.TaskId ?? given.Id) is not { Length: > 0 } task
            ? A2AError.InvalidParams("id", "is missing; send the id of the task.")
            : new Place(task, given.PushNotificationConfigId ?? (given.TaskId is null ? null : given.Id)));

    /// <param name="Task">The task's id.</param>
    /// <param name="Config">The config's id, where one is named.</param>
    private sealed record Place(string Task, string? Config);
}
